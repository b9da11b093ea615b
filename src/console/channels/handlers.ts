/** What the forms of the Channels page do. */
import { channelsPage, shownOf, type FormProblem } from "./view.ts";
import { numberIn } from "../web/fields.ts";
import { CHANNEL_FIELDS, CHANNEL_SETTINGS, TESTER_FIELDS } from "./fields.ts";
import { sendPage } from "../web/layout.ts";
import { addTester, changeChannel, connectChannel, removeTester, verifyChannel } from "./operations.ts";
import { quotaWithDeadline } from "./quota.ts";
import { pressed, saying, submit, textsOf, type Problem } from "../request/form.ts";
import { changedMeanwhile, writtenIn } from "../web/opened.ts";
import { found } from "../request/refusal.ts";
import type { PageRequest, PageRoutes } from "../request/visit.ts";
import { shape } from "../web/schemas.ts";

async function show(
  { request, response, context, session, ports }: PageRequest,
  problem: FormProblem | null,
): Promise<void> {
  const { portalId } = session;
  const connected = await ports.store.channels(portalId);
  if (problem !== null && problem.channelId !== "") found(connected.find(({ id }) => id === problem.channelId));
  const cards = connected.map(async (channel) => ({
    channel,
    testers: await ports.store.testers(portalId, channel.id),
    quota: await quotaWithDeadline({ portalId, channelId: channel.id }, ports),
    // After LINE was asked: what it has just answered counts.
    health: await ports.store.channelHealth(portalId, channel.id),
    verified: request.query["verified"] === channel.id,
  }));
  const main = channelsPage(await Promise.all(cards), problem, context);
  sendPage(response, context, { title: context.words.channels.title, main, status: problem === null ? 200 : 422 });
}

/** Shows the page again with what was written and why it was not taken. */
const again =
  (visit: PageRequest, form: FormProblem["form"], ...names: readonly string[]) =>
  ({ sentence, field, refusal }: Problem): Promise<void> =>
    show(visit, {
      form,
      channelId: visit.id,
      sentence,
      // An outage is no fault of what was written.
      field: refusal?.kind === "later" ? null : field,
      written: textsOf(visit.request, names),
    });

const postChannel = (visit: PageRequest): Promise<void> =>
  submit(visit, {
    fields: CHANNEL_FIELDS,
    act: (channel) => connectChannel(visit, channel),
    to: () => saying("/channels", "connectedAccount"),
    again: again(visit, "connect", "name", "channelId"),
  });

async function postChannelSettings(visit: PageRequest): Promise<void> {
  const { id, session, context, ports } = visit;
  const body = writtenIn(visit);
  const written = { ...body, quotaFloor: numberIn(body["quotaFloor"]) };
  const channel = found((await ports.store.channels(session.portalId)).find((one) => one.id === id));
  const names = ["name", "timeZone", "quotaFloor"];
  if (changedMeanwhile(visit, shownOf(channel), written)) {
    const sentence = context.words.settings.changedMeanwhile;
    return again(visit, "settings", ...names)({ sentence, field: "" });
  }
  return submit(visit, {
    fields: CHANNEL_SETTINGS,
    written,
    act: (settings) => changeChannel(visit, settings),
    to: () => saying("/channels", "changedAccount"),
    again: again(visit, "settings", ...names, "version"),
  });
}

const postTester = (visit: PageRequest): Promise<void> =>
  submit(visit, {
    fields: TESTER_FIELDS,
    act: (tester) => addTester(visit, tester),
    to: () => saying("/channels", "addedTester"),
    again: again(visit, "testers", "name", "lineUserId"),
  });

/** Asks LINE again with the stored secret, after something was changed at LINE. */
const postVerify = (visit: PageRequest): Promise<void> =>
  submit(visit, {
    fields: shape({}),
    written: {},
    act: () => verifyChannel(visit),
    to: ({ id }) => `/channels?verified=${id}`,
    again: again(visit, "verify"),
  });

export const channelPages: PageRoutes = {
  "GET /channels": (visit) => show(visit, null),
  "POST /channels": postChannel,
  "POST /channels/:id": postChannelSettings,
  "POST /channels/:id/verify": postVerify,
  "POST /channels/:id/testers": postTester,
  "POST /testers/:id/delete": pressed(removeTester, saying("/channels", "removedTester")),
};
