/** Messages as people see them in LINE: a chat with a bubble for each. */
import { needsNotificationText } from "../../../delivery/message/pasted.ts";
import type { LineMessage } from "../../../delivery/message/message.ts";
import { durationText, fill } from "../../../i18n/wording.ts";
import type { ViewContext } from "../../request/view-context.ts";
import { Pictures, type PictureChoice } from "./pictures.ts";
import { faultClass, pictureOf, type Canvas } from "./canvas.ts";
import { flexContainer } from "./flex.ts";
import { isPart, labelOf, numberOf, partsOf, textOf } from "./flex-values.ts";
import { imagemap } from "./imagemap.ts";
import { Styles } from "./style-tokens.ts";
import { template } from "./template.ts";
import { html, type VNode } from "../../web/elements.ts";

export interface Chat {
  readonly node: VNode;
  /** Address of the sheet that the page has to load for it. */
  readonly styles: string | null;
  /** Sites from which the page has to be allowed to load pictures. */
  readonly imagesFrom: readonly string[];
}

/** What a page has to be sent with to show it. */
export const needsOf = (shown: Chat | null): Pick<Chat, "styles" | "imagesFrom"> => ({
  styles: shown?.styles ?? null,
  imagesFrom: shown?.imagesFrom ?? [],
});

export interface Drawing {
  /** The property that is wrong: it is marked. */
  readonly fault: string | null;
  readonly choice: PictureChoice;
}

export function chat(messages: readonly LineMessage[], { fault, choice }: Drawing, context: ViewContext): Chat {
  const { preview } = context.words;
  const pictures = new Pictures(choice);
  const canvas: Canvas = {
    styles: new Styles(),
    pictures,
    words: preview,
    fault: fault?.replace(/^message\[/, "messages[") ?? null,
  };
  const bubbles = messages.map((message, index) => balloon(message, `messages[${index}]`, canvas, context));
  const replies = partsOf(quickReplies(messages.at(-1)));
  const node = html`<div class="line-chat" id="chat" role="group" aria-label=${preview.title}>
      ${bubbles}
      ${replies.length > 0 && html`<p class="replies">${replies.map((one) => html`<span>${labelOf(one["action"])}</span>`)}</p>`}
    </div>
    ${offer(pictures, canvas)}`;
  return { node, styles: canvas.styles.href, imagesFrom: choice.shown ? pictures.origins : [] };
}

/** By the form that the messages are written in, the button sends along what is not saved yet. */
export const MESSAGE_FORM = "message-form";

/** As many sites as fit a line. */
const NAMED = 3;

function offer({ origins, choice }: Pictures, { words }: Canvas): VNode | null {
  if (choice.shown || origins.length === 0) return null;
  const hosts = origins.map((origin) => new URL(origin).host);
  const named = hosts.length > NAMED ? [...hosts.slice(0, NAMED), "…"] : hosts;
  return html`<p class="soft" id="images">
    ${
      choice.ask !== "form"
        ? html`<a href=${choice.ask.link}>${words.showImages}</a>`
        : html`<button class="quiet" form=${MESSAGE_FORM} name="preview" value="images" formnovalidate>
            ${words.showImages}
          </button>`
    }
    ${" "}${fill(words.imagesFrom, { hosts: named.join(", ") })}
  </p>`;
}

const quickReplies = (message: LineMessage | undefined): unknown =>
  isPart(message?.["quickReply"]) ? message["quickReply"]["items"] : [];

function balloon(message: LineMessage, path: string, canvas: Canvas, context: ViewContext): VNode {
  const wide = message["type"] === "flex" || message["type"] === "template" ? "wide" : "";
  return html`<div class=${`balloon ${wide} ${faultClass(path, canvas)}`}>
    ${content(message, path, canvas, context)}
    ${
      needsNotificationText(message) &&
      html`<p class=${`notified ${faultClass(`${path}.altText`, canvas)}`}>
        ${fill(canvas.words.notification, { text: textOf(message["altText"]) ?? "–" })}
      </p>`
    }
  </div>`;
}

function content(message: LineMessage, path: string, canvas: Canvas, { language }: ViewContext): VNode {
  const { words } = canvas;
  switch (message["type"]) {
    case "text":
    case "textV2":
      return html`<p class="says">${textOf(message["text"]) ?? ""}</p>`;
    case "image":
      return pictureOf({ url: message["originalContentUrl"], classes: "large", kind: "image" }, canvas);
    case "video":
      return pictureOf({ url: message["previewImageUrl"], classes: "large", kind: "video" }, canvas);
    case "audio":
      return html`<p class="says">▶ ${words.audio} ${durationText(numberOf(message["duration"]) / 1000, language)}</p>`;
    case "sticker": {
      const figures = {
        packageId: textOf(message["packageId"]) ?? "?",
        stickerId: textOf(message["stickerId"]) ?? "?",
      };
      return html`<p class="placeholder sticker">${fill(words.sticker, figures)}</p>`;
    }
    case "location":
      return html`<p class="says">
        <strong>📍 ${textOf(message["title"])}</strong><br />${textOf(message["address"])}
      </p>`;
    case "coupon":
      return html`<p class="placeholder">${words.coupon} ${textOf(message["couponId"])}</p>`;
    case "imagemap":
      return imagemap(message, canvas);
    case "template":
      return template(message, canvas);
    case "flex":
      return flexContainer(message["contents"], `${path}.contents`, canvas);
    default:
      return html`<p class="placeholder">${textOf(message["type"]) ?? "?"}</p>`;
  }
}
