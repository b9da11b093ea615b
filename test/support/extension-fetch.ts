/** `hubspot.fetch` as a card in a portal sees it, through the simulated HubSpot. */
export interface FetchOptions {
  readonly method?: string;
  readonly timeout?: number;
  readonly body?: object;
}

/** Rejects where HubSpot does not pass the request on, or no answer came. */
export function extensionFetch(appUrl: string, card: { readonly portalId: number; readonly appId: string }) {
  return async (url: string | URL, options: FetchOptions = {}): Promise<Response> => {
    const answer = await fetch(`${appUrl}/ui-extensions/fetch`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...card, url: String(url), ...options }),
    });
    const passed = (await answer.json()) as { status: number; body: string; message?: string };
    if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${passed.message}`);
    return new Response(passed.body === "" ? null : passed.body, { status: passed.status });
  };
}
