/** What we ask of a mail server. */
import type { Answer } from "../../delivery/answer.ts";

/** What a mail says, in the reader's language; how it looks is the adapter's. */
export interface MailText {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly link: { readonly label: string; readonly url: string };
  readonly footer: { readonly text: string; readonly label: string; readonly url: string };
}

export interface MailMessage extends MailText {
  /** The same for every try: who gets it twice can see that it is one. */
  readonly id: string;
  readonly to: string;
  /** BCP 47. */
  readonly language: string;
}

export interface Mail {
  /** Refused with MAIL_REFUSED where the server takes no mail for this address; `later` with MAIL_UNAVAILABLE. */
  send(message: MailMessage): Promise<Answer<null>>;
}
