/** A builder edits the action: while contacts enroll, after the send, and in a way that no reader can see. */
import { callApi } from "../../../simulators/connect.ts";
import { PORTAL_ID } from "../../../simulators/demo-world.ts";
import type { Scenario } from "./scenario.ts";
import { enrollAll, HOUR_MS, narrowcasts, releaseAll, SECOND_MS, type Play } from "../stage.ts";

const wrong = (text: string): string => text.replace("autumn", "autum");

/** What a builder has done so far to the text, from the one that is right in the end. */
function edit({ world, say }: Play, workflow: number, messageText: string, what: string): void {
  world.hubspot.control.editWorkflow(PORTAL_ID, workflow, { messageText });
  say(what);
}

/** The list's contacts, the first half and then the others, with an edit between the two. */
async function enrollInHalves(play: Play, workflow: number, between: () => void): Promise<void> {
  const { enrollments, listId } = play;
  const first = Math.floor(enrollments / 2);
  if (first > 0) await enrollAll(play, workflow, { listId, count: first });
  between();
  const contactIds = Array.from({ length: enrollments - first }, (_, index) => first + index + 1);
  await enrollAll(play, workflow, { contactIds });
}

const textOf = (body: unknown): unknown => (body as { messages?: { text?: unknown }[] }).messages?.[0]?.text;

/** Every message that went out, compared with the one that is right. */
const wrongTexts = ({ world }: Play, right: string | undefined): string[] =>
  narrowcasts(world)
    .map(({ body }) => textOf(body))
    .filter((text) => text !== right)
    .map((text) => `LINE was asked to send “${String(text)}”`);

/** A typo is corrected while contacts enroll. */
export const editedWhileCollecting = (plain: Scenario): Scenario => ({
  ...plain,
  inputs(play) {
    const inputs = plain.inputs(play);
    return { ...inputs, messageText: wrong(inputs["messageText"] ?? "") };
  },
  enroll(play, workflow) {
    const { messageText = "" } = plain.inputs(play);
    return enrollInHalves(play, workflow, () =>
      edit(play, workflow, messageText, "A typo in the message was corrected"),
    );
  },
  alsoBroken: (play) => (play.enrollments < 50 ? [] : wrongTexts(play, plain.inputs(play)["messageText"])),
});

interface ShownDelivery {
  readonly id: string;
  readonly standing: { readonly code: string };
}

/**
 * A typo is corrected after the send, and the list enrolls again: a person is asked, and says no. `answer`: what the person does.
 */
export const editedAfterSend = (plain: Scenario, answer: "cancel" | "approve" = "cancel"): Scenario => ({
  ...plain,
  async later(play, workflow) {
    const { publicUrl, cookie, time, world, enrollments, listId } = play;
    await releaseAll(play, workflow);
    const { messageText = "" } = plain.inputs(play);
    edit(play, workflow, `${messageText} Come by!`, "The message was changed after the send");
    await enrollAll(play, workflow, { listId });
    if (enrollments < 50) return enrollments;
    // A process that is being restarted does not answer: then it is asked again.
    const newest = async () => {
      const response = await fetch(`${publicUrl}/api/deliveries`, { headers: { cookie } }).catch(() => null);
      return response?.ok === true
        ? ((await response.json()) as { deliveries: ShownDelivery[] }).deliveries[0]
        : undefined;
    };
    const press = (id: string) =>
      callApi(publicUrl, cookie, `/api/deliveries/${id}/${answer}`, {}).then(
        () => true,
        () => false,
      );
    await time.passUntil(async () => (await newest())?.standing.code === "CHANGED_AFTER_SEND", 15 * SECOND_MS);
    const until = play.clock.now() + 3 * HOUR_MS;
    await time.passUntil(() => play.clock.now() >= until, 600 * SECOND_MS);
    if (narrowcasts(world).length !== 1) throw new Error("LINE was asked to send again before a person had allowed it");
    let pressed = false;
    await time.passUntil(async () => {
      const { id } = (await newest()) ?? {};
      pressed ||= id !== undefined && (await press(id));
      return pressed;
    }, SECOND_MS);
    play.say(answer === "cancel" ? "A person cancelled the second send" : "A person allowed the second send");
    return enrollments;
  },
  expected(play) {
    const first = plain.expected(play);
    if (play.enrollments < 50) return { ...first, deliveryRecords: 2 };
    const second = answer === "cancel" ? { covered: play.enrollments } : { narrowcasts: 2 };
    return { ...first, ...second, deliveryRecords: 2 };
  },
});

/** White space that no reader sees comes and goes, while contacts enroll and after the send. */
export const trailingSpace = (plain: Scenario): Scenario => ({
  ...plain,
  enroll(play, workflow) {
    const { messageText = "" } = plain.inputs(play);
    return enrollInHalves(play, workflow, () =>
      edit(play, workflow, `${messageText} `, "A space was typed at the end of the message"),
    );
  },
  async later(play, workflow) {
    await releaseAll(play, workflow);
    const { messageText = "" } = plain.inputs(play);
    edit(play, workflow, `\u{FEFF}${messageText}\r\n\r\n`, "The message was pasted again, with empty lines");
    await enrollAll(play, workflow, { listId: play.listId });
    return play.enrollments;
  },
  expected(play) {
    if (play.enrollments < 50) return { ...plain.expected(play), deliveryRecords: 2 };
    return { ...plain.expected(play), covered: play.enrollments };
  },
});
