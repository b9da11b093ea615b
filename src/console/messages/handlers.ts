/** What the forms of the message pages do. */
import type { RequestHandler } from "express";
import { hash, randomUUID } from "node:crypto";
import type { Finding } from "../../delivery/codes.ts";
import { renumbered } from "../../delivery/message/line-refusal.ts";
import type { LineMessage } from "../../delivery/message/message.ts";
import type { SavedMessage } from "../../ports/store/saved-messages.ts";
import { sentence } from "../../i18n/wording.ts";
import { checkFields } from "../web/fields.ts";
import { sendPage } from "../web/layout.ts";
import { bubbleAt, EMPTY_FORM, filledBubbles, formOf, readForm, type MessageForm } from "./form.ts";
import { messagesIn } from "./bubbles.ts";
import { messagePage, messagesPage, type Notice } from "./view.ts";
import { faultOf, removeMessage, saveMessage } from "./operations.ts";
import { sendTest, type TestRequest } from "./test-send.ts";
import { chat, needsOf, type Chat } from "./preview/chat.ts";
import { linkedChoice, pictureChoice } from "./preview/pictures.ts";
import { styleSheet } from "./preview/style-tokens.ts";
import type { ViewContext } from "../request/view-context.ts";
import { isUuid } from "../web/schemas.ts";
import { MESSAGE_FIELDS, SHOWN_MESSAGES, TEST_FIELDS } from "./fields.ts";
import { bodyOf } from "../request/form.ts";
import { missing, type PageRequest } from "../request/visit.ts";

export const showMessages = (visit: PageRequest): Promise<void> => showAll(visit, EMPTY_FORM, []);

async function showAll(visit: PageRequest, form: MessageForm, written: readonly LineMessage[]): Promise<void> {
  const { response, context, session, ports } = visit;
  const preview = written.length === 0 ? null : previewOf(written, form, visit);
  const main = messagesPage(await ports.store.savedMessages(session.portalId), { form, preview }, context);
  const status = form.problem === null ? 200 : 422;
  sendPage(response, context, { title: context.words.messages.title, main, status, ...needsOf(preview) });
}

export async function showMessage(visit: PageRequest): Promise<void> {
  const { request, response, context } = visit;
  const message = await asked(visit);
  if (message === null) return missing(response, context);
  const { saved, savedUnchecked, testSent } = context.words.messages;
  const said = [
    { name: "saved", sentence: saved },
    { name: "unchecked", sentence: savedUnchecked },
    { name: "tested", sentence: testSent },
  ].find(({ name }) => request.query[name] !== undefined);
  const notice = said ? { ...said, good: true } : null;
  return showOne(visit, { message, form: checkedForm(message, context), notice, shown: message.messages });
}

/** A message that was saved before a rule was known says so before it is chosen for a send. */
function checkedForm(message: SavedMessage, context: ViewContext): MessageForm {
  const form = formOf(message);
  const wrong = faultOf(message.messages);
  if (wrong === null) return form;
  const { finding, field } = wrong;
  return {
    ...form,
    problem: sentence(finding, context.language),
    wrongBubble: bubbleAt(field, form.bubbles),
    fault: field,
  };
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
  const main = messagePage({ ...view, groups, preview, testKey: randomUUID() }, context);
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

const asked = ({ id, session, ports }: PageRequest): Promise<SavedMessage | null> =>
  ports.store.savedMessage(session.portalId, id);

export const postMessage = (visit: PageRequest): Promise<void> => save(visit, null);

export async function postMessageChange(visit: PageRequest): Promise<void> {
  const message = await asked(visit);
  return message === null ? missing(visit.response, visit.context) : save(visit, message);
}

/** Before a look is taken at them: what is wrong is said as when they are saved, but LINE is not asked. */
function faultIn(
  messages: readonly LineMessage[],
  context: ViewContext,
): { readonly field: string; readonly sentence: string } | null {
  const checked = checkFields(SHOWN_MESSAGES, { messages }, context);
  if (checked.kind === "invalid") return checked;
  const fault = faultOf(messages);
  return fault === null ? null : { field: fault.field, sentence: sentence(fault.finding, context.language) };
}

/** Empty bubbles are not sent, but they have a number in the form. */
const numberedAsForm = (finding: Finding, { bubbles }: MessageForm): Finding =>
  renumbered(finding, (bubble) => filledBubbles(bubbles)[bubble] ?? bubble);

/** What was written stays in the form until it can be saved; the problem stands at its bubble. */
async function save(visit: PageRequest, message: SavedMessage | null): Promise<void> {
  const { response, context, session, ports } = visit;
  const { form, messages } = messagesIn(readForm(bodyOf(visit.request)), context.words);
  // Whoever only wants to look is told what cannot be read, and nothing is asked of LINE.
  const looking = bodyOf(visit.request)["preview"] !== undefined;
  const again = (problem: string | null, field: string | null, fault = field) =>
    show({ ...form, problem, wrongBubble: field === null ? null : bubbleAt(field, form.bubbles), fault });
  const show = (faulty: MessageForm) => {
    if (message === null) return showAll(visit, faulty, messages);
    const notice = looking ? { sentence: context.words.preview.shown, good: true } : null;
    const shown = messages.length === 0 ? message.messages : messages;
    return showOne(visit, { message, form: faulty, notice, shown });
  };
  if (form.problem !== null) return show(form);
  if (looking) {
    const { field, sentence: why } = faultIn(messages, context) ?? { field: null, sentence: null };
    return again(why, field);
  }
  if (messages.length === 0) return show({ ...form, problem: context.words.messages.noBubble, wrongBubble: 0 });
  const checked = checkFields(MESSAGE_FIELDS, { name: form.name, messages, utm: form.utm }, context);
  if (checked.kind === "invalid") return again(checked.sentence, checked.field);
  const saved = await saveMessage(session, { id: message?.id ?? null, ...checked.value }, ports);
  if (saved.kind === "missing") return missing(response, context);
  if (saved.kind !== "ok") {
    const why = sentence(numberedAsForm(saved.finding, form), context.language);
    return again(why, saved.field, saved.place ?? saved.field);
  }
  response.redirect(303, `/messages/${saved.message.id}?${saved.checkedByLine ? "saved" : "unchecked"}`);
}

/** The same form sent twice is one test; with other testers or another text it is another one. */
function retryKeyOf(testKey: unknown, { channelId, testerIds }: TestRequest, { updatedAt }: SavedMessage): string {
  if (!isUuid(testKey)) return randomUUID();
  const digest = hash("sha256", JSON.stringify([testKey, channelId, testerIds.toSorted(), updatedAt]));
  return digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
}

/** A form sends one chosen tester as a text and several as a list. */
export async function postTest(visit: PageRequest): Promise<void> {
  const { response, context, session, ports } = visit;
  const message = await asked(visit);
  if (message === null) return missing(response, context);
  const again = (said: string, fault: string | null = null) =>
    showOne(visit, {
      message,
      form: { ...formOf(message), fault },
      notice: { sentence: said, good: false },
      shown: message.messages,
    });
  const { channelId, testerIds = [], testKey } = bodyOf(visit.request);
  const wanted = { channelId, testerIds: [testerIds].flat() };
  if (wanted.testerIds.length === 0) return again(context.words.messages.chooseTesters);
  const checked = checkFields(TEST_FIELDS, wanted, context);
  if (checked.kind === "invalid") return again(checked.sentence);
  const retryKey = retryKeyOf(testKey, checked.value, message);
  const sent = await sendTest(session, { ...checked.value, messageId: message.id, retryKey }, ports);
  if (sent.kind === "missing") return missing(response, context);
  if (sent.kind !== "ok") return again(sentence(sent.finding, context.language), sent.place);
  response.redirect(303, `/messages/${message.id}?tested`);
}

export async function postMessageRemoval({ id, response, context, session, ports }: PageRequest): Promise<void> {
  if (!(await removeMessage(session, id, ports))) return missing(response, context);
  response.redirect(303, "/messages");
}

/** What the names in the address mean; nothing about a person is in it. */
export const messageStyles: RequestHandler = (request, response) => {
  const { s: tokens } = request.query;
  const sheet = typeof tokens === "string" ? styleSheet(tokens.split(" ")) : "";
  response
    .set({ "Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff" })
    .type("css")
    .send(sheet);
};
