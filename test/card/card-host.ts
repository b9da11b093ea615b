/** What HubSpot gives a card: `hubspot.fetch`, the record's properties, who looks and where. */
import { createRenderer } from "@hubspot/ui-extensions/testing";
import type { FetchOptions } from "../support/extension-fetch.ts";

export const PUBLIC_URL = "https://listcast.example";
export const CARDS_URL = "https://cards.listcast.example";
export const DELIVERY_ID = "0d9f6f7e-0000-4000-8000-000000000001";

export interface Call {
  readonly url: URL;
  readonly method: string;
}

type HubSpotFetch = (url: string, options?: FetchOptions) => Promise<Response>;

/** `hubspot.fetch` is a global of the worker in which HubSpot runs the card. */
export function giveFetch(hsFetch: HubSpotFetch): void {
  Object.assign(globalThis, { self: { hsFetch } });
}

/** Answers one request after the other with what is in `answers`; a function answers when it likes. */
export function giveAnswers(answers: (Response | Error | Promise<Response>)[]): readonly Call[] {
  const calls: Call[] = [];
  giveFetch(async (url, { method = "GET" } = {}) => {
    calls.push({ url: new URL(url), method });
    const answer = await answers.shift();
    if (answer === undefined) throw new Error(`nothing more was expected, but ${method} ${url} came`);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return calls;
}

export const answering = (status: number, body: object): Response => new Response(JSON.stringify(body), { status });

export interface Looker {
  readonly language?: string;
  readonly publicUrl?: string | null;
  readonly cardsUrl?: string | null;
  readonly deliveryId?: string | null;
}

/** Of the project's profile; null for what is missing there. */
export const variablesOf = ({ publicUrl = PUBLIC_URL, cardsUrl = CARDS_URL }: Looker): Record<string, string> => ({
  ...(publicUrl !== null && { PUBLIC_URL: publicUrl }),
  ...(cardsUrl !== null && { CARDS_URL: cardsUrl }),
});

export function recordRenderer(looker: Looker = {}) {
  const { language = "en", deliveryId = DELIVERY_ID } = looker;
  const renderer = createRenderer("crm.record.tab");
  const { context, useCrmProperties, useExtensionContext } = renderer.mocks;
  const seen = {
    ...context,
    variables: variablesOf(looker),
    user: { ...context.user, language },
    portal: { id: 1, timezone: "Asia/Tokyo" },
  };
  useExtensionContext.willCall(() => seen);
  const state = { error: null, isLoading: false, isRefetching: false, refetch: () => Promise.resolve() };
  useCrmProperties.willCall(() => ({ ...state, properties: { delivery_id: deliveryId } }));
  return renderer;
}
