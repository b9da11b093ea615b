/** A real SMTP server on this machine, and the mails that it took. */
import { simpleParser, type ParsedMail } from "mailparser";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface TakenMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: ParsedMail["headers"];
}

export interface MailServer {
  /** As SMTP_URL. */
  readonly url: string;
  readonly taken: TakenMail[];
  /** The code that an address is refused with, such as 550; 0 to take its mail. */
  refuse(address: string, code: number): void;
  stop(): Promise<void>;
  /** On the same port as before. */
  start(): Promise<void>;
}

const addressOf = (mail: ParsedMail): string => [mail.to].flat()[0]?.value[0]?.address ?? "";

export async function startMailServer(): Promise<MailServer> {
  const taken: TakenMail[] = [];
  const refused = new Map<string, number>();
  let port = 0;
  let server: SMTPServer | null = null;
  const refusal = (address: string, responseCode: number) =>
    Object.assign(new Error(`no such mailbox here: ${address}`), { responseCode });
  const make = () =>
    new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      logger: false,
      closeTimeout: 200,
      onAuth({ username, password }, _session, done) {
        if (password === "wrong") done(new Error("wrong password"));
        else done(null, { user: username });
      },
      onRcptTo({ address }, _session, done) {
        const code = refused.get(address) ?? 0;
        done(code === 0 ? null : refusal(address, code));
      },
      onData(stream, _session, done) {
        simpleParser(stream).then((mail) => {
          const { messageId = "", subject = "", text = "", html, headers } = mail;
          taken.push({
            id: messageId,
            to: addressOf(mail),
            subject,
            text,
            html: html === false ? "" : (html ?? ""),
            headers,
          });
          done();
        }, done);
      },
    });
  async function start(): Promise<void> {
    const one = make();
    one.on("error", () => undefined);
    await new Promise<void>((resolve) => one.listen(port, "127.0.0.1", resolve));
    ({ port } = one.server.address() as AddressInfo);
    server = one;
  }
  await start();
  return {
    get url() {
      return `smtp://127.0.0.1:${port}`;
    },
    taken,
    refuse: (address, code) => void refused.set(address, code),
    start,
    stop: () => new Promise<void>((resolve) => (server === null ? resolve() : server.close(resolve))),
  };
}
