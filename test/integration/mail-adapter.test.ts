/** The mail adapter against a real mail server: what it takes, refuses and puts off. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createServer, type Server } from "node:net";
import { createMailAdapter } from "../../src/platforms/mail/mail-adapter.ts";
import type { MailMessage } from "../../src/ports/notify/mail.ts";
import { startMailServer, type MailServer } from "../support/mail-server.ts";

const MAIL: MailMessage = {
  id: "0d9f6f7e-0000-4000-8000-000000000001",
  to: "mika@example.com",
  language: "ja",
  subject: "Waiting: <b>Tea</b>\r\nBcc: eve@example.com",
  paragraphs: ["Line one\nline two", "<script>alert(1)</script>"],
  facts: [["Message", "茶 & cake"]],
  link: { label: "Open", url: 'https://listcast.example/deliveries/1?portal=2&x="y"' },
  footer: { text: "Why", label: "Change", url: "https://listcast.example/notifications" },
};
const FROM = "Listcast <hello@mail.example>";

let server: MailServer;
beforeAll(async () => void (server = await startMailServer()));
afterAll(() => server.stop());

test("a mail says the same as text and as HTML, in which nothing is markup but our own", async () => {
  expect(await createMailAdapter({ url: server.url, from: FROM }).send(MAIL)).toEqual({ kind: "ok", value: null });
  const [taken] = server.taken;
  expect(taken).toMatchObject({ id: `<${MAIL.id}@mail.example>`, to: "mika@example.com" });
  // One line, and one reader.
  expect(taken?.subject).toBe("Waiting: <b>Tea</b> Bcc: eve@example.com");
  expect(taken?.headers.get("bcc")).toBeUndefined();
  expect(taken?.headers.get("auto-submitted")).toBe("auto-generated");
  expect(taken?.text).toContain("Message: 茶 & cake");
  expect(taken?.html).toContain("Line one<br>line two");
  expect(taken?.html).not.toMatch(/<script|<b>/);
  expect(taken?.html).toContain("https://listcast.example/deliveries/1?portal=2&#38;x=&#34;y&#34;");
});

test.each([
  [550, { kind: "refused", finding: { code: "MAIL_REFUSED", figures: { detail: "550 no such mailbox here: …" } } }],
  [451, { kind: "later", finding: { code: "MAIL_UNAVAILABLE", figures: {} } }],
])("a server that answers %i to the address", async (code, answer) => {
  server.refuse(MAIL.to, code);
  expect(await createMailAdapter({ url: server.url, from: FROM }).send(MAIL)).toEqual(answer);
  server.refuse(MAIL.to, 0);
});

test.each([
  ["is not there", "smtp://127.0.0.1:1"],
  ["wants another password", "password"],
  ["offers no encryption, which is asked for", "tls"],
  ["says nothing", "mute"],
])("a server that %s: the mail is put off, and no one is said to be refused", async (_what, which) => {
  const mute = await muteServer();
  const { port } = mute.address() as { port: number };
  const url = {
    password: server.url.replace("smtp://", "smtp://mika:wrong@"),
    tls: `${server.url}?requireTLS=true`,
    mute: `smtp://127.0.0.1:${port}`,
  }[which];
  const adapter = createMailAdapter({ url: url ?? which, from: FROM, timeoutMs: 300 });
  expect(await adapter.send(MAIL)).toEqual({ kind: "later", finding: { code: "MAIL_UNAVAILABLE", figures: {} } });
  mute.close();
});

/** Accepts connections and never speaks. */
async function muteServer(): Promise<Server> {
  const mute = createServer((socket) => socket.on("error", () => undefined).unref());
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  return mute;
}
