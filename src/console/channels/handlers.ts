/** What the forms of the Channels page do. */
import { channelsPage, type CardProblem, type ChannelForm, type ChannelForms } from "./view.ts";
import { numberIn } from "../web/fields.ts";
import { CHANNEL_FIELDS, CHANNEL_SETTINGS, TESTER_FIELDS } from "./fields.ts";
import { sendPage } from "../web/layout.ts";
import { addTester, changeChannel, connectChannel, removeTester, verifyChannel } from "./operations.ts";
import { quotaWithDeadline } from "./quota.ts";
import { bodyOf, submit, textsOf, type Problem } from "../request/form.ts";
import { Missing } from "../request/refusal.ts";
import type { PageRequest } from "../request/visit.ts";
import { shape } from "../web/schemas.ts";

const NO_CHANNEL: ChannelForm = { name: "", channelId: "", problem: null, field: null };

export const showChannels = (visit: PageRequest): Promise<void> => show(visit, {});

async function show(
  { request, response, context, session, ports }: PageRequest,
  { connecting = NO_CHANNEL, problem = null }: Partial<ChannelForms>,
): Promise<void> {
  const { portalId } = session;
  const connected = await ports.store.channels(portalId);
  if (problem !== null && !connected.some(({ id }) => id === problem.channelId)) throw new Missing();
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

const back = () => "/channels";

export const postChannel = (visit: PageRequest): Promise<void> =>
  submit(visit, {
    fields: CHANNEL_FIELDS,
    act: (channel) => connectChannel(visit.session, channel, visit.ports),
    to: back,
    again: ({ sentence: problem, field: wrong, refusal }) => {
      // An outage is no fault of what was written.
      const field = refusal?.kind === "later" ? null : wrong;
      return show(visit, { connecting: { ...textsOf(visit.request, ["name", "channelId"]), problem, field } });
    },
  });

/** Shows the page again with what was written and why it was not taken. */
function cardAgain(visit: PageRequest, form: CardProblem["form"], names: readonly string[] = []) {
  return ({ sentence }: Problem): Promise<void> =>
    show(visit, { problem: { channelId: visit.id, form, sentence, written: textsOf(visit.request, names) } });
}

export function postChannelSettings(visit: PageRequest): Promise<void> {
  const written = bodyOf(visit.request);
  return submit(visit, {
    fields: CHANNEL_SETTINGS,
    written: { ...written, quotaFloor: numberIn(written["quotaFloor"]) },
    act: (settings) => changeChannel(visit.session, visit.id, settings, visit.ports),
    to: back,
    again: cardAgain(visit, "settings", ["name", "timeZone", "quotaFloor"]),
  });
}

export const postTester = (visit: PageRequest): Promise<void> =>
  submit(visit, {
    fields: TESTER_FIELDS,
    act: (tester) => addTester(visit.session, visit.id, tester, visit.ports),
    to: back,
    again: cardAgain(visit, "testers", ["name", "lineUserId"]),
  });

export async function postTesterRemoval({ id, response, session, ports }: PageRequest): Promise<void> {
  await removeTester(session, id, ports);
  response.redirect(303, back());
}

/** Asks LINE again with the stored secret, after something was changed at LINE. */
export const postVerify = (visit: PageRequest): Promise<void> =>
  submit(visit, {
    fields: shape({}),
    written: {},
    act: () => verifyChannel(visit.session, visit.id, visit.ports),
    to: ({ id }) => `/channels?verified=${id}`,
    again: cardAgain(visit, "verify"),
  });
