/**
 * Pictures of a message lie on other sites, whose servers learn of everybody who looks: none is loaded before the reader
 * asks for them, and then the page may load from the sites of this message alone. We never fetch them ourselves.
 */
import type { Request } from "express";
import { createHmac } from "node:crypto";
import { sessionSecret } from "../../request/session.ts";

/** `ask`: how the reader may ask for them: by a link, or with the form that holds what is not saved yet. */
export interface PictureChoice {
  readonly shown: boolean;
  readonly ask: { readonly link: string } | "form";
}

export const pictureChoice = (shown: boolean, ask: PictureChoice["ask"] = "form"): PictureChoice => ({ shown, ask });

/**
 * What a page's address asks for. The link is good for this page in this session alone: one that another person wrote or sent
 * loads nothing, so that it takes the reader's own click.
 */
export function linkedChoice(request: Pick<Request, "path" | "query" | "get">, publicUrl: string): PictureChoice {
  const session = sessionSecret(request, publicUrl) ?? "";
  const token = createHmac("sha256", session).update(`pictures of ${request.path}`).digest("base64url").slice(0, 22);
  return pictureChoice(session !== "" && request.query["images"] === token, { link: `?images=${token}#chat` });
}

/** A host and a port, as they may stand in a content security policy. */
const ORIGIN = /^https:\/\/[a-z0-9.-]+(?::\d+)?$/;
/** Far more than messages have; a header has an end. */
const MAX_ORIGINS = 50;

export class Pictures {
  readonly choice: PictureChoice;
  readonly #origins = new Set<string>();

  constructor(choice: PictureChoice) {
    this.choice = choice;
  }

  /** The address to load from; null where a placeholder has to do. */
  load(url: unknown): string | null {
    const found = typeof url === "string" ? URL.parse(url) : null;
    if (found === null || !ORIGIN.test(found.origin) || found.username !== "" || found.password !== "") return null;
    if (this.#origins.size >= MAX_ORIGINS && !this.#origins.has(found.origin)) return null;
    this.#origins.add(found.origin);
    return this.choice.shown ? found.href : null;
  }

  /** Of all that could be shown. */
  get origins(): readonly string[] {
    return [...this.#origins].toSorted();
  }
}
