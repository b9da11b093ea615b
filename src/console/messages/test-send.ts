/** A saved message sent to testers, the same from a page and through the API. */
import { refusedField, renumbered } from "../../delivery/message/line-refusal.ts";
import { markedAsTest } from "../../delivery/message/test-message.ts";
import { messagesToSend } from "../../delivery/message/links.ts";
import type { Tester } from "../../ports/store/channels.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { note } from "../request/audit.ts";
import type { ConsolePorts } from "../request/ports.ts";
import type { Refusal } from "../request/refusal.ts";
import type { ValueOf } from "../web/schemas.ts";
import type { TEST_FIELDS } from "./fields.ts";
import { faultOf } from "./operations.ts";

export type TestRequest = ValueOf<typeof TEST_FIELDS>;

export type TestSent = { readonly kind: "ok"; readonly to: readonly Tester[] } | { readonly kind: "missing" } | Refusal;

/** A multicast to named people, marked as a test. Only the log knows of it: it is in no delivery, record or number. */
export async function sendTest(
  session: Session,
  {
    messageId,
    retryKey,
    channelId,
    testerIds,
  }: TestRequest & { readonly messageId: string; readonly retryKey: string },
  { store, line, log }: Pick<ConsolePorts, "store" | "line" | "log">,
): Promise<TestSent> {
  const { portalId } = session;
  const message = await store.savedMessage(portalId, messageId);
  const testers = (await store.testers(portalId, channelId)).filter(({ id }) => testerIds.includes(id));
  if (message === null || testers.length < new Set(testerIds).size) return { kind: "missing" };
  const wrong = faultOf(message.messages);
  if (wrong !== null) return wrong;
  const written = messagesToSend(message);
  const messages = markedAsTest(written, message.name);
  const to = testers.map(({ lineUserId }) => lineUserId);
  const answer = await line.sendTest({ portalId, channelId }, { to, messages, retryKey });
  if (answer.kind !== "ok") {
    // Counted without the bubble in front that says it is a test.
    const front = messages.length - written.length;
    const why = renumbered(answer.finding, (bubble) => (bubble < front ? null : bubble - front));
    const at = why.code === "LINE_REFUSED_MESSAGE" ? refusedField(why) : { field: "messages" };
    return { ...answer, finding: why, ...at };
  }
  log.info({ event: "message.tested", portalId, channelId, messageId, testers: to.length });
  await note(store, session, "test_send", {
    subject: message.name,
    details: { testers: testers.map(({ name: who }) => who) },
  });
  return { kind: "ok", to: testers };
}
