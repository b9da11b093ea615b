/** The pages of deliveries, and what their buttons do. */
import type { Command } from "../../delivery/lifecycle/commands.ts";
import { followingOf, outcomeOf, type Delivery } from "../../delivery/delivery.ts";
import { excerpt } from "../../delivery/message/message.ts";
import { medianRates } from "../../delivery/numbers/numbers.ts";
import { bubblesOf, sentName } from "../../i18n/record-properties.ts";
import { quotaParts } from "../../delivery/numbers/quota.ts";
import { quotaWithDeadline } from "../channels/quota.ts";
import { messagesOfDelivery } from "../messages/of-delivery.ts";
import { chat, needsOf } from "../messages/preview/chat.ts";
import { linkedChoice } from "../messages/preview/pictures.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { saying } from "../request/form.ts";
import { denied, missing, type PageRequest, type PageRoutes } from "../request/visit.ts";
import { barred, readApproving } from "../settings/policies/approving.ts";
import { checkFields } from "../web/fields.ts";
import { sendPage } from "../web/layout.ts";
import { oneOf } from "../web/schemas.ts";
import { ALL, filterOf, LIST_FIELDS, pageOf } from "./fields.ts";
import { deliveriesPage, MAX_COUNTED } from "./list-view.ts";
import { commandDelivery } from "./operations.ts";
import { deliveryPage, isLive } from "./view.ts";

async function showDeliveries({ request, response, context, session, ports }: PageRequest): Promise<void> {
  const { store } = ports;
  const { portalId, timeZone } = session;
  const checked = checkFields(LIST_FIELDS, request.query, context);
  const asked = checked.kind === "ok" ? checked.value : ALL;
  const isFirst = asked.before === null && asked.after === null;
  // Asked before everything else: what changes meanwhile is not missed.
  const version = isFirst ? await store.versionOf(portalId, null) : null;
  const [page, count, named, channels, stop, records, owed] = await Promise.all([
    store.listDeliveries(portalId, pageOf(asked, timeZone)),
    store.countDeliveries(portalId, filterOf(asked, timeZone), MAX_COUNTED + 1),
    store.namedThings(portalId, { listId: asked.list, audienceId: asked.audience }),
    store.channels(portalId),
    store.sendingStop(portalId),
    store.portal(portalId),
    store.owedRecords(portalId),
  ]);
  if (records === null) return missing(response, context);
  const live = version === null ? null : { stream: "/live", version };
  const workflowUrl = (workflow: string) => ports.workflowUrl(portalId, workflow);
  const problem = checked.kind === "ok" ? null : checked.sentence;
  sendPage(response, context, {
    title: context.words.deliveries.title,
    main: deliveriesPage(
      { asked, page, count, named, channels, stop, access: records.access, records, owed, problem, live, workflowUrl },
      context,
    ),
    status: problem === null ? 200 : 422,
  });
}

/** Characters of a message beside the button that sends it; the whole of it is on the same page. */
const MAX_CONFIRMED = 200;

async function showDelivery({ request, response, context, session, ports, id }: PageRequest): Promise<void> {
  // Asked before everything else: what changes meanwhile is not missed.
  const version = await ports.store.versionOf(session.portalId, id);
  const view = await ports.store.viewDelivery(session.portalId, id);
  if (view === null || version === null) return missing(response, context);
  const live = isLive(view) ? { stream: `/live/${id}`, version } : null;
  const messages = await messagesOfDelivery(view.delivery, ports);
  const choice = linkedChoice(request, ports.publicUrl);
  const shown = messages === null ? null : chat(messages, { fault: null, choice }, context);
  const surroundings = {
    tooLate: request.query["late"] !== undefined,
    stop: await ports.store.sendingStop(session.portalId),
    access: (await ports.store.portal(session.portalId))?.access ?? null,
    approving: await readApproving(session, view.delivery, ports.store),
    live,
    shown,
    texts: messages?.map((message) => excerpt([message], MAX_CONFIRMED)) ?? bubblesOf(view.delivery),
    quota: await quotaFor(view.delivery, ports),
    medians: await mediansFor(view.delivery, ports),
    workflowUrl: (workflow: string) => ports.workflowUrl(session.portalId, workflow),
  };
  const main = deliveryPage(view, surroundings, context);
  sendPage(response, context, { title: sentName(view), main, ...needsOf(shown) });
}

const COMPARED = 20;

/** What is usual for the latest sends of its LINE account. */
async function mediansFor({ id, portalId, inputs: { channelId } }: Delivery, { store }: Pick<ConsolePorts, "store">) {
  const filter = { ...filterOf(ALL, "UTC"), channelId, outcome: "delivered" } as const;
  const { deliveries } = await store.listDeliveries(portalId, {
    ...pageOf(ALL, "UTC"),
    filter,
    limit: COMPARED + 1,
  });
  return medianRates(deliveries.map(({ delivery }) => delivery).filter((other) => other.id !== id));
}

/** This month's messages, while a send may still use them. */
async function quotaFor(delivery: Delivery, ports: PageRequest["ports"]) {
  const { portalId, inputs } = delivery;
  if (outcomeOf(delivery) !== null || followingOf(delivery) !== null || inputs.rehearsal) return null;
  const channel = (await ports.store.channels(portalId)).find(({ id }) => id === inputs.channelId);
  if (channel === undefined) return null;
  const { answer } = await quotaWithDeadline({ portalId, channelId: channel.id }, ports);
  return answer.kind === "ok" ? quotaParts(answer.value, channel.quotaFloor) : null;
}

const COMMAND = oneOf<Command["do"]>(["seal", "cancel", "approve"]).required();

async function postCommand({ request, response, context, session, ports, id }: PageRequest): Promise<void> {
  const { value: command, error } = COMMAND.validate(request.params["command"]);
  if (error !== undefined) return missing(response, context);
  const done = await commandDelivery(session, { id, command }, ports);
  if (done.kind === "missing") return missing(response, context);
  if (done.kind === "barred") return denied(response, context, barred(done.approving, context.words));
  const page = `/deliveries/${id}`;
  response.redirect(303, done.kind === "too_late" ? `${page}?late` : saying(page, command));
}

export const deliveryPages: PageRoutes = {
  "GET /deliveries": showDeliveries,
  "GET /deliveries/:id": showDelivery,
  "POST /deliveries/:id/:command": postCommand,
};
