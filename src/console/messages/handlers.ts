/** What the forms of the message pages do. */
import type { RequestHandler } from "express";
import { hash, randomUUID } from "node:crypto";
import { renumberedField } from "../../delivery/message/line-refusal.ts";
import type { LineMessage } from "../../delivery/message/message.ts";
import type { SavedMessage } from "../../ports/store/saved-messages.ts";
import { fill, placeName, sentence } from "../../i18n/wording.ts";
import { checkFields, MAX_NAME } from "../web/fields.ts";
import { sendPage } from "../web/layout.ts";
import {
  EMPTY_FORM,
  faulty,
  filledBubbles,
  numberedAsForm,
  formOf,
  openedForm,
  readForm,
  versionOf,
  type MessageForm,
} from "./form.ts";
import { messagesIn } from "./bubbles.ts";
import { messagesPage } from "./list-view.ts";
import { copyOf } from "./of-delivery.ts";
import { messagePage, newMessagePage, type Notice } from "./view.ts";
import { faultOf, removeMessage, restoreMessage, saveMessage, sendTest, type TestRequest } from "./operations.ts";
import { chat, needsOf, type Chat } from "./preview/chat.ts";
import { linkedChoice, pictureChoice } from "./preview/pictures.ts";
import { styleSheet } from "./preview/style-tokens.ts";
import { isUuid, shape } from "../web/schemas.ts";
import { MESSAGE_FIELDS, SHOWN_MESSAGES, TEST_FIELDS } from "./fields.ts";
import { bodyOf, saying, submit, type Problem } from "../request/form.ts";
import { found } from "../request/refusal.ts";
import { allows } from "../request/rights.ts";
import type { PageRequest, PageRoutes } from "../request/visit.ts";

async function showAll(visit: PageRequest, problem: string | null = null): Promise<void> {
  const { request, response, context, session, ports } = visit;
  const [messages, deleted] = await Promise.all([
    ports.store.savedMessages(session.portalId),
    ports.store.deletedMessages(session.portalId),
  ]);
  const justDeleted = deleted.find(({ id }) => id === request.query["deleted"]) ?? null;
  const main = messagesPage({ messages, deleted, justDeleted, problem }, context);
  sendPage(response, context, { title: context.words.messages.title, main, status: problem === null ? 200 : 422 });
}

/** Empty, or a copy of another message, or of what a delivery sent. */
async function showNew(visit: PageRequest): Promise<void> {
  const { request, response, context, session, ports } = visit;
  if (!allows(context, "editMessages")) return response.redirect(303, "/messages");
  const { from, copy } = request.query;
  const sent = await copyOf(session.portalId, copy, ports);
  if (sent !== null) return showForm(visit, formOf(sent), sent.messages);
  if (!isUuid(from)) return showForm(visit, EMPTY_FORM, []);
  const message = found(await ports.store.savedMessage(session.portalId, from));
  const name = fill(context.words.messages.copyOf, { name: message.name }).slice(0, MAX_NAME);
  return showForm(visit, { ...formOf(message), name }, message.messages);
}

async function showForm(visit: PageRequest, form: MessageForm, written: readonly LineMessage[]): Promise<void> {
  const { response, context } = visit;
  const preview = written.length === 0 ? null : previewOf(written, form, visit);
  const main = newMessagePage({ form, preview }, context);
  const status = form.problem === null ? 200 : 422;
  sendPage(response, context, { title: context.words.messages.create, main, status, ...needsOf(preview) });
}

/** A message that was saved before a rule was known says so before it is chosen for a send. */
async function showMessage(visit: PageRequest): Promise<void> {
  const { context } = visit;
  const message = await asked(visit);
  const wrong = faultOf(message.messages);
  const form = openedForm(message);
  const shown = wrong === null ? form : faulty(form, sentence(wrong.finding, context.language), wrong.field);
  return showOne(visit, { message, form: shown, notice: null, shown: message.messages });
}

interface Shown {
  readonly message: SavedMessage;
  readonly form: MessageForm;
  readonly notice: Notice | null;
  /** In the preview. */
  readonly shown: readonly LineMessage[];
}

async function showOne(visit: PageRequest, { shown, ...view }: Shown): Promise<void> {
  const { request, response, context, session, ports } = visit;
  const { store } = ports;
  const channels = await store.channels(session.portalId);
  const groups = await Promise.all(
    channels.map(async (channel) => ({ channel, testers: await store.testers(session.portalId, channel.id) })),
  );
  const good = view.form.problem === null && view.notice?.good !== false;
  const preview = previewOf(shown, view.form, visit);
  const uses = await store.messageUses(session.portalId, view.message.id);
  const workflowUrl = (workflowId: string) => ports.workflowUrl(session.portalId, workflowId);
  const main = messagePage({ ...view, groups, preview, testKey: randomUUID(), uses, workflowUrl }, context);
  const status = good || request.method !== "POST" ? 200 : 422;
  sendPage(response, context, { title: view.message.name, main, status, ...needsOf(preview) });
}

function previewOf(
  messages: readonly LineMessage[],
  form: MessageForm,
  { request, context, ports }: PageRequest,
): Chat {
  // A form comes from our own page alone.
  const choice =
    request.method === "POST"
      ? pictureChoice(bodyOf(request)["preview"] === "images")
      : linkedChoice(request, ports.publicUrl);
  return chat(messages, { fault: form.fault, choice }, context);
}

const asked = ({ id, session, ports }: PageRequest): Promise<SavedMessage> =>
  ports.store.savedMessage(session.portalId, id).then(found);

export const postMessage = (visit: PageRequest): Promise<void> => save(visit, null);

/** What was written for a message that is deleted by now can be saved as a new one. */
export async function postMessageChange(visit: PageRequest): Promise<void> {
  const { context, session, ports, request, id } = visit;
  const message = await ports.store.savedMessage(session.portalId, id);
  if (message !== null) return save(visit, message);
  found(await ports.store.savedMessageName(session.portalId, id));
  const { words } = context;
  const { form, messages } = messagesIn(readForm(bodyOf(request)), words);
  return showForm(
    visit,
    { ...form, version: "", problem: words.messages.deletedMeanwhile, wrongBubble: null },
    messages,
  );
}

/** What was written stays in the form until it can be saved; the problem stands at its bubble. */
async function save(visit: PageRequest, message: SavedMessage | null): Promise<void> {
  const { words, language } = visit.context;
  const body = bodyOf(visit.request);
  const { form, messages } = messagesIn(readForm(body), words);
  const looking = body["preview"] !== undefined;
  const show = (written: MessageForm) => {
    if (message === null) return showForm(visit, written, messages);
    const notice = looking ? { sentence: words.preview.shown, good: true } : null;
    const shown = messages.length === 0 ? message.messages : messages;
    return showOne(visit, { message, form: written, notice, shown });
  };
  const again = ({ sentence: why, field, refusal }: Problem) => {
    const inForm = renumberedField(field, (bubble) => filledBubbles(form.bubbles)[bubble] ?? bubble);
    const said =
      refusal === undefined
        ? why.replace(placeName(field, language), placeName(inForm, language))
        : sentence(numberedAsForm(refusal.finding, form), language);
    return show(faulty(form, said, field, refusal?.place));
  };
  if (form.problem !== null) return show(form);
  if (looking) {
    // What is wrong is said as when it is saved, but LINE is not asked.
    const checked = checkFields(SHOWN_MESSAGES, { messages }, visit.context);
    if (checked.kind === "invalid") return again(checked);
    const refusal = faultOf(messages);
    return refusal === null
      ? show(form)
      : again({ sentence: sentence(refusal.finding, language), field: refusal.field, refusal });
  }
  if (messages.length === 0) return show({ ...form, problem: words.messages.noBubble, wrongBubble: 0 });
  // Saved once more, it is saved all the same: the person has read that there is another version.
  if (message !== null && form.version !== "" && form.version !== versionOf(message))
    return show({ ...form, version: versionOf(message), problem: words.messages.changedMeanwhile, wrongBubble: null });
  return submit(visit, {
    fields: MESSAGE_FIELDS,
    written: { name: form.name, messages, utm: form.utm },
    act: (content) => saveMessage(visit, content),
    to: ({ message: { id }, checkedByLine }) =>
      saying(`/messages/${id}`, checkedByLine ? "savedMessage" : "savedUnchecked"),
    again,
  });
}

/** The same form sent twice is one test; with other testers or another text it is another one. */
function retryKeyOf(testKey: unknown, { channelId, testerIds }: TestRequest, { updatedAt }: SavedMessage): string {
  if (!isUuid(testKey)) return randomUUID();
  const digest = hash("sha256", JSON.stringify([testKey, channelId, testerIds.toSorted(), updatedAt]));
  return digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
}

/** A form sends one chosen tester as a text and several as a list. */
async function postTest(visit: PageRequest): Promise<void> {
  const message = await asked(visit);
  const { messages: shown } = message;
  const { channelId, testerIds = [], testKey } = bodyOf(visit.request);
  const written = { channelId, testerIds: [testerIds].flat() };
  const again = (said: string, fault: string | null = null) =>
    showOne(visit, {
      message,
      form: { ...openedForm(message), fault },
      notice: { sentence: said, good: false },
      shown,
    });
  if (written.testerIds.length === 0) return again(visit.context.words.messages.chooseTesters);
  return submit(visit, {
    fields: TEST_FIELDS,
    written,
    act: (test) => sendTest(visit, { ...test, retryKey: retryKeyOf(testKey, test, message) }),
    to: () => saying(`/messages/${visit.id}`, "testSent"),
    again: ({ sentence: why, refusal }) => again(why, refusal?.place),
  });
}

/** Pressed twice, or in two tabs, it is deleted once. */
async function postRemoval(visit: PageRequest): Promise<void> {
  const { session, ports, id } = visit;
  found(await ports.store.savedMessageName(session.portalId, id));
  if ((await ports.store.savedMessage(session.portalId, id)) !== null) await removeMessage(visit);
  visit.response.redirect(303, `/messages?deleted=${visit.id}`);
}

const postRestoring = (visit: PageRequest): Promise<void> =>
  submit(visit, {
    fields: shape({}),
    written: {},
    act: () => restoreMessage(visit),
    to: ({ id }) => saying(`/messages/${id}`, "restoredMessage"),
    again: ({ sentence: why }) => showAll(visit, why),
  });

/** Besides these, the two that save are of their own size and keep what was written. */
export const messagePages: PageRoutes = {
  "GET /messages": (visit) => showAll(visit),
  "GET /messages/new": showNew,
  "GET /messages/:id": showMessage,
  "POST /messages/:id/delete": postRemoval,
  "POST /messages/:id/restore": postRestoring,
  "POST /messages/:id/test": postTest,
};

/** What the names in the address mean; nothing about a person is in it. */
export const messageStyles: RequestHandler = (request, response) => {
  const { s: tokens } = request.query;
  const sheet = typeof tokens === "string" ? styleSheet(tokens.split(" ")) : "";
  response
    .set({ "Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff" })
    .type("css")
    .send(sheet);
};
