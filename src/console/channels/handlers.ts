/** What the forms of the Channels page do. */
import { sentence } from "../../i18n/wording.ts";
import { channelsPage, type CardProblem, type ChannelForm, type ChannelForms } from "./view.ts";
import { checkFields, numberIn } from "../web/fields.ts";
import { CHANNEL_FIELDS, CHANNEL_SETTINGS, TESTER_FIELDS } from "./fields.ts";
import { sendPage } from "../web/layout.ts";
import { addTester, changeChannel, connectChannel, removeTester, verifyChannel } from "./operations.ts";
import { quotaWithDeadline } from "./quota.ts";
import { bodyOf, textsOf } from "../request/form.ts";
import { missing, type PageRequest } from "../request/visit.ts";

const NO_CHANNEL: ChannelForm = { name: "", channelId: "", problem: null, field: null };

export const showChannels = (visit: PageRequest): Promise<void> => show(visit, {});

async function show(
  { request, response, context, session, ports }: PageRequest,
  { connecting = NO_CHANNEL, problem = null }: Partial<ChannelForms>,
): Promise<void> {
  const { portalId } = session;
  const connected = await ports.store.channels(portalId);
  if (problem !== null && !connected.some(({ id }) => id === problem.channelId)) return missing(response, context);
  const cards = connected.map(async (channel) => ({
    channel,
    testers: await ports.store.testers(portalId, channel.id),
    quota: await quotaWithDeadline({ portalId, channelId: channel.id }, ports),
    // After LINE was asked: what it has just answered counts.
    health: await ports.store.channelHealth(portalId, channel.id),
    verified: request.query["verified"] === channel.id,
  }));
  const main = channelsPage(await Promise.all(cards), { connecting, problem }, context);
  const status = connecting.problem === null && problem === null ? 200 : 422;
  sendPage(response, context, { title: context.words.channels.title, main, status });
}

export async function postChannel(visit: PageRequest): Promise<void> {
  const { request, response, context, session, ports } = visit;
  const again = (problem: string, field: string | null) =>
    show(visit, { connecting: { ...NO_CHANNEL, ...textsOf(request, ["name", "channelId"]), problem, field } });
  const checked = checkFields(CHANNEL_FIELDS, request.body, context);
  if (checked.kind === "invalid") return again(checked.sentence, checked.field);
  const connected = await connectChannel(session, checked.value, ports);
  if (connected.kind !== "ok") {
    // An outage is no fault of what was written.
    return again(sentence(connected.finding, context.language), connected.kind === "later" ? null : connected.field);
  }
  response.redirect(303, "/channels");
}

/** Shows the page again with what was written and why it was not taken. */
function cardAgain(visit: PageRequest, { form, sentence: why }: Pick<CardProblem, "form" | "sentence">): Promise<void> {
  const { request, id: channelId } = visit;
  const names = form === "testers" ? ["name", "lineUserId"] : ["name", "timeZone", "quotaFloor"];
  const problem = { channelId, form, sentence: why, written: textsOf(request, names) };
  return show(visit, { problem });
}

export async function postChannelSettings(visit: PageRequest): Promise<void> {
  const { id, request, response, context, session, ports } = visit;
  const written = bodyOf(request);
  const meant = { ...written, quotaFloor: numberIn(written["quotaFloor"]) };
  const checked = checkFields(CHANNEL_SETTINGS, meant, context);
  if (checked.kind === "invalid") return cardAgain(visit, { form: "settings", sentence: checked.sentence });
  const changed = await changeChannel(session, id, checked.value, ports);
  if (changed.kind === "missing") return missing(response, context);
  if (changed.kind === "ok") return response.redirect(303, "/channels");
  return cardAgain(visit, { form: "settings", sentence: sentence(changed.finding, context.language) });
}

export async function postTester(visit: PageRequest): Promise<void> {
  const { id, request, response, context, session, ports } = visit;
  const checked = checkFields(TESTER_FIELDS, request.body, context);
  if (checked.kind === "invalid") return cardAgain(visit, { form: "testers", sentence: checked.sentence });
  const tester = await addTester(session, id, checked.value, ports);
  if (tester === null) return missing(response, context);
  response.redirect(303, "/channels");
}

export async function postTesterRemoval({ id, response, context, session, ports }: PageRequest): Promise<void> {
  if (!(await removeTester(session, id, ports))) return missing(response, context);
  response.redirect(303, "/channels");
}

/** Asks LINE again with the stored secret, after something was changed at LINE. */
export async function postVerify(visit: PageRequest): Promise<void> {
  const { id, response, context, session, ports } = visit;
  const verified = await verifyChannel(session, id, ports);
  if (verified.kind === "missing") return missing(response, context);
  if (verified.kind !== "ok") {
    return cardAgain(visit, { form: "verify", sentence: sentence(verified.finding, context.language) });
  }
  response.redirect(303, `/channels?verified=${verified.channel.id}`);
}
