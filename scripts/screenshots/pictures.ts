/** Which pictures there are, and how to come to each page. */
import { PORTAL_ID } from "../../simulators/demo-world.ts";
import { SCHEMES, type Roll } from "./camera.ts";
import { LISTS, type Played } from "./past.ts";

/** What stands in the address of a picture's page; deliveries are found by their lists' names. */
export interface Places extends Played {
  readonly publicUrl: string;
  readonly appUrl: string;
  readonly cookie: string;
}

type Open = Roll<Places>["pictures"][string];

const at =
  (path: string): Open =>
  (page, { publicUrl }) =>
    page.goto(publicUrl + path);

export const deliveryOf =
  (list: string): Open =>
  async (page, { publicUrl }) => {
    await page.goto(`${publicUrl}/deliveries?search=${encodeURIComponent(list)}`);
    const row = page.locator("tr", { hasText: `${list} →` });
    await page.goto(publicUrl + (await row.locator("a[href^='/deliveries/']").getAttribute("href")));
  };

export const signedOut: Open = async (page, { publicUrl }) => {
  const kept = await page.context().cookies();
  await page.context().clearCookies();
  await page.goto(publicUrl);
  await page.context().addCookies(kept);
};

/** Everybody would read the token as it stands there. */
const refusedMessage: Open = async (page, { publicUrl }) => {
  await page.goto(`${publicUrl}/messages/new`);
  await page.locator("[name=name]").fill("A word to each");
  await page.locator("[name=bubble1]").fill("Hello {{ contact.firstname }}, the autumn blend is here.");
  await page.locator("#form button:not(.quiet)").click();
  await page.locator("[aria-invalid]").waitFor();
};

/** The app is asked for the names of what was chosen. */
const workflowOf: Open = async (page, { appUrl, workflow }) => {
  await page.goto(`${appUrl}/workflows/${workflow}`);
  await page.waitForFunction(
    "[...document.querySelectorAll('[data-option]')].every(({ textContent, dataset }) => textContent !== dataset.option)",
  );
};

/** Those that docs/screenshots keeps, by name, width and scheme. */
export const KEPT = [
  "deliveries-desktop-light",
  "delivery-desktop-light",
  "delivery-phone-dark",
  "delivery-to-approve-desktop-light",
  "channels-desktop-light",
  "message-desktop-light",
  "deliveries-ja-phone-light",
  "sandbox-workflow-desktop-light",
];

export const ENGLISH: Roll<Places> = {
  locale: "en-GB",
  schemes: SCHEMES,
  pictures: {
    welcome: signedOut,
    home: at("/"),
    deliveries: at("/deliveries"),
    delivery: deliveryOf(LISTS.plain),
    "delivery-to-approve": deliveryOf(LISTS.waiting),
    channels: at("/channels"),
    messages: at("/messages"),
    message: (page, { publicUrl, message }) => page.goto(`${publicUrl}/messages/${message}`),
    settings: at("/settings"),
    keys: at("/keys"),
    notifications: at("/notifications"),
  },
};

/** Dark they show nothing that the others do not. */
export const LIGHT: Roll<Places> = {
  locale: "en-GB",
  schemes: ["light"],
  pictures: {
    "delivery-collecting": deliveryOf(LISTS.collecting),
    "delivery-hidden": deliveryOf(LISTS.hidden),
    "delivery-failed": deliveryOf(LISTS.failed),
    "not-started": at("/not-started"),
    audiences: at("/audiences"),
    help: at("/help"),
    "message-new": at("/messages/new"),
    "message-refused": refusedMessage,
  },
};

export const JAPANESE: Roll<Places> = {
  locale: "ja-JP",
  schemes: ["light"],
  pictures: {
    "home-ja": at("/"),
    "deliveries-ja": at("/deliveries"),
    "delivery-ja": deliveryOf(LISTS.plain),
    "messages-ja": at("/messages"),
    "message-new-ja": at("/messages/new"),
    "help-ja": at("/help"),
    "settings-ja": at("/settings"),
    "keys-ja": at("/keys"),
    "notifications-ja": at("/notifications"),
  },
};

/** HubSpot's own pages know no dark. */
export const SANDBOX: Roll<Places> = {
  locale: "en-GB",
  schemes: ["light"],
  pictures: {
    "sandbox-workflow": workflowOf,
    "sandbox-editor": (page, { appUrl }) => page.goto(`${appUrl}/workflows/new?portalId=${PORTAL_ID}`),
  },
};

/** Once all sends are stopped, which cancels what is open. */
export const STOPPED: Roll<Places> = {
  locale: "en-GB",
  schemes: SCHEMES,
  pictures: { "deliveries-stopped": at("/deliveries") },
};
