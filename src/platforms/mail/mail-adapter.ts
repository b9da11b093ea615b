/** A mail server behind `ports/notify/mail.ts`. */
import { createTransport, type SendMailOptions } from "nodemailer";
import type { Answer } from "../../delivery/answer.ts";
import type { Mail, MailMessage } from "../../ports/notify/mail.ts";
import { excerpt, later, ok, refused } from "../shared/failures.ts";
import { mailHtml, mailPlain } from "./body.ts";

export interface MailOptions {
  /** `smtp://` or `smtps://`, with user and password where the server asks for them. */
  readonly url: string;
  /** `name <address>` or an address. */
  readonly from: string;
  readonly timeoutMs?: number;
}

export interface MailAdapter extends Mail {
  /** Signs in and sends nothing; rejects with why that does not work. */
  check(): Promise<void>;
}

const TIMEOUT_MS = 15_000;

/** On this machine no one listens in. */
const isLocal = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host);

/** A password goes over a network encrypted or not at all, unless the address says `?ignoreTLS=true`. */
export function createMailAdapter({ url, from, timeoutMs = TIMEOUT_MS }: MailOptions): MailAdapter {
  const limits = { connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs };
  const { hostname, searchParams } = new URL(url);
  const requireTLS = !isLocal(hostname) && searchParams.get("ignoreTLS") !== "true";
  const transport = createTransport({
    url,
    ...(requireTLS && { requireTLS }),
    ...limits,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message) {
      try {
        await transport.sendMail(asSent(message, from));
        return ok(null);
      } catch (error) {
        return failureOf(error);
      }
    },
    check: async () => void (await transport.verify()),
  };
}

/** Everybody who gets it twice, after a crash, can see by its id that it is one. */
function asSent(message: MailMessage, from: string): SendMailOptions {
  const { id, to, subject, language } = message;
  return {
    from,
    to: { name: "", address: to },
    subject,
    text: mailPlain(message),
    html: mailHtml(message),
    messageId: `<${id}@${domainOf(from)}>`,
    // No out-of-office replies. RFC 3834.
    headers: { "Auto-Submitted": "auto-generated", "Content-Language": language },
  };
}

const domainOf = (from: string): string => /@([\w.-]+)/.exec(from)?.[1] ?? "localhost";

/** What a server says is stored and logged; the address stands beside it. */
const withoutAddresses = (said: string): string => said.replace(/[^\s<>]+@[^\s<>]+/g, "…");

interface SmtpError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

/** A permanent no to the reader or the text stays one; everything else may be cured by the operator, or by itself. */
function failureOf(error: unknown): Answer<null> {
  const { command, responseCode, response } = (error ?? {}) as SmtpError;
  const about = command === "RCPT TO" || command === "DATA";
  const permanent = typeof responseCode === "number" && responseCode >= 500;
  if (about && permanent) return refused("MAIL_REFUSED", { detail: excerpt(withoutAddresses(String(response))) });
  return later("MAIL_UNAVAILABLE");
}
