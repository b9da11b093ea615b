/** The pages of deliveries, and what their buttons do. */
import type { Command } from "../../delivery/lifecycle/commands.ts";
import { narrowcastOf, type Delivery } from "../../delivery/delivery.ts";
import { messagesOf, type LineMessage } from "../../delivery/message/message.ts";
import { listName } from "../../i18n/record-properties.ts";
import { chat, needsOf } from "../messages/preview/chat.ts";
import { linkedChoice } from "../messages/preview/pictures.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { denied, missing, type PageRequest, type PageRoutes } from "../request/visit.ts";
import { barred, readApproving } from "../settings/policies/approving.ts";
import { checkFields } from "../web/fields.ts";
import { sendPage } from "../web/layout.ts";
import { oneOf } from "../web/schemas.ts";
import { ALL, filterOf, LIST_FIELDS } from "./fields.ts";
import { deliveriesPage } from "./list-view.ts";
import { commandDelivery } from "./operations.ts";
import { deliveryPage, isLive } from "./view.ts";

export async function showDeliveries({ request, response, context, session, ports }: PageRequest): Promise<void> {
  const { store } = ports;
  const { portalId, timeZone } = session;
  const checked = checkFields(LIST_FIELDS, request.query, context);
  const asked = checked.kind === "ok" ? checked.value : ALL;
  const { limit, before } = asked;
  // Asked before everything else: what changes meanwhile is not missed.
  const version = before === null ? await store.versionOf(portalId, null) : null;
  const [page, named, channels, stop, records, owed] = await Promise.all([
    store.listDeliveries(portalId, { filter: filterOf(asked, timeZone), limit, before }),
    store.namedThings(portalId, { listId: asked.list, audienceId: asked.audience }),
    store.channels(portalId),
    store.sendingStop(portalId),
    store.portal(portalId),
    store.owedRecords(portalId),
  ]);
  if (records === null) return missing(response, context);
  const live = version === null ? null : { stream: "/live", version };
  const problem = checked.kind === "ok" ? null : checked.sentence;
  sendPage(response, context, {
    title: context.words.deliveries.title,
    main: deliveriesPage(
      { asked, page, named, channels, stop, access: records.access, records, owed, problem, live },
      context,
    ),
    status: problem === null ? 200 : 422,
  });
}

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
    workflowUrl: (workflow: string) => ports.workflowUrl(session.portalId, workflow),
  };
  const main = deliveryPage(view, surroundings, context);
  sendPage(response, context, { title: listName(view.delivery), main, ...needsOf(shown) });
}

/** As they went to LINE; before, a saved message as it is now: whatever it says when the window closes goes out. */
async function messagesOfDelivery(
  delivery: Delivery,
  { store }: Pick<ConsolePorts, "store">,
): Promise<readonly LineMessage[] | null> {
  const narrowcast = narrowcastOf(delivery);
  if (narrowcast !== null)
    return (JSON.parse(narrowcast.body) as { messages?: readonly LineMessage[] }).messages ?? null;
  const { message } = delivery.inputs;
  const saved = message.kind === "saved" ? await store.savedMessage(delivery.portalId, message.messageId) : null;
  return messagesOf(message, saved?.messages ?? null);
}

const COMMAND = oneOf<Command["do"]>(["seal", "cancel", "approve"]).required();

async function postCommand({ request, response, context, session, ports, id }: PageRequest): Promise<void> {
  const { value: command, error } = COMMAND.validate(request.params["command"]);
  if (error !== undefined) return missing(response, context);
  const done = await commandDelivery(session, { id, command }, ports);
  if (done.kind === "missing") return missing(response, context);
  if (done.kind === "barred") return denied(response, context, barred(done.approving, context.words));
  response.redirect(303, `/deliveries/${id}${done.kind === "too_late" ? "?late" : ""}`);
}

export const deliveryPages: PageRoutes = {
  "GET /deliveries/:id": showDelivery,
  "POST /deliveries/:id/:command": postCommand,
};
