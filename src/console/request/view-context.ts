/** What the views of a page are given: its language with its words, who is signed in, and the address. */
import type { Request, Response } from "express";
import type { Sandbox } from "../../ports/sandbox.ts";
import type { FoundSession } from "../../ports/store/sessions.ts";
import { knownLanguage, languageOf, LANGUAGES, pageWords, type Language, type PageWords } from "../../i18n/wording.ts";
import { pageOfForm } from "../web/return-path.ts";
import { hostOnly, readCookie, setCookie } from "./cookies.ts";
import type { ConsolePorts } from "./ports.ts";
import { comesWithKey, sessionOf } from "./session.ts";

export interface ViewContext {
  readonly language: Language;
  readonly words: PageWords;
  readonly session: FoundSession | null;
  /** IANA name: the portal's, in which dates are shown. */
  readonly timeZone: string;
  /** Null where HubSpot and LINE are real. */
  readonly sandbox: Sandbox | null;
  /** Of the page. */
  readonly path: string;
  /** What the address asks for, without the language, the account and `done`. */
  readonly query: string;
  /** What the form before this page did; null for none, and where another site's link says it. */
  readonly done: string | null;
  /** Of a page that a form is answered with: the address at which the form stands; null for every other page. */
  readonly formPage: string | null;
}

/** What a text needs that names no instant. */
export type Localized = Pick<ViewContext, "words" | "language">;

const LANGUAGE_COOKIE = "line_audience_language";
const LANGUAGE_SECONDS = 365 * 24 * 3600;

/** `?lang=` wins and is remembered, then what was remembered, then what the browser asks for. */
export function viewContextOf(
  request: Request,
  response: Response,
  { sandbox, publicUrl }: Pick<ConsolePorts, "sandbox" | "publicUrl">,
): ViewContext {
  const asked = askedLanguage(request);
  if (asked !== undefined)
    setCookie(response, { name: LANGUAGE_COOKIE, value: asked, seconds: LANGUAGE_SECONDS, publicUrl });
  const language = asked ?? languageOfRequest(request);
  const session = sessionOf(request);
  const timeZone = session?.timeZone ?? "UTC";
  return { language, words: pageWords(language), session, timeZone, sandbox, ...addressOf(request) };
}

function addressOf(request: Request): Pick<ViewContext, "path" | "query" | "done" | "formPage"> {
  const { method, path, originalUrl } = request;
  const query = new URL(originalUrl, "http://localhost").searchParams;
  query.delete("lang");
  query.delete("portal");
  const done = (request.get("sec-fetch-site") ?? "same-origin") === "same-origin" ? query.get("done") : null;
  query.delete("done");
  return { path, query: query.toString(), done, formPage: method === "POST" ? pageOfForm(path) : null };
}

const askedLanguage = (request: Request): Language | undefined =>
  LANGUAGES.find((language) => language === request.query["lang"]);

/** The remembered language, or the best one the browser (or program) accepts. Nothing is remembered of programs with a key. */
export function languageOfRequest(request: Request): Language {
  if (comesWithKey(request)) return askedLanguage(request) ?? acceptedLanguage(request);
  const header = request.get("cookie");
  const remembered = readCookie(header, hostOnly(LANGUAGE_COOKIE, true)) ?? readCookie(header, LANGUAGE_COOKIE);
  if (remembered !== null) return languageOf(remembered);
  return acceptedLanguage(request);
}

const acceptedLanguage = (request: Request): Language =>
  request
    .acceptsLanguages()
    .map(knownLanguage)
    .find((language) => language !== null) ?? "en";
