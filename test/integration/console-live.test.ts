/** The streams that tell a page when to look again. */
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterSeal } from "../../src/delivery/lifecycle/results/after-collecting.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { anArrival, PORTAL_ID, refTo } from "../support/builders.ts";
import { createTestConsole, OTHER_PORTAL_ID, type TestConsole } from "./console.support.ts";

type Collecting = Delivery & { state: Extract<Delivery["state"], { phase: "collecting" }> };

let tested: TestConsole;
let server: Server;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
  server = tested.app.listen(0);
});
afterAll(async () => {
  tested.ending.abort();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await tested.close();
});

interface Stream {
  readonly response: Response;
  /** The version of the next event; null when the stream has ended. */
  next(): Promise<string | null>;
  end(): Promise<void>;
}

async function open(path: string, headers: Record<string, string> = { cookie }): Promise<Stream> {
  const { port } = server.address() as AddressInfo;
  const abort = new AbortController();
  const address = new URL(path, `http://127.0.0.1:${port}`);
  if (!address.searchParams.has("portal")) address.searchParams.set("portal", String(PORTAL_ID));
  const response = await fetch(address, { headers, signal: abort.signal });
  const events = eventsOf(response);
  return {
    response,
    async next() {
      const { value, done } = await events.next();
      return done === true ? null : value;
    },
    async end() {
      abort.abort();
      await events.return(undefined).catch(() => undefined);
    },
  };
}

async function* eventsOf(response: Response): AsyncGenerator<string, undefined> {
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield data;
    }
  }
}

const versionIn = async (path: string): Promise<string> => {
  const { text } = await tested.http.get(path).set("Cookie", cookie);
  return /data-version="([^"]+)"/.exec(text)?.[1] ?? "";
};

test("nothing is sent while nothing changes, then the new version of the delivery", async () => {
  const id = await tested.openDelivery(60);
  const shown = await versionIn(`/deliveries/${id}`);
  const stream = await open(`/live/${id}?version=${shown}`);
  expect(stream.response.headers.get("content-type")).toBe("text/event-stream");
  expect(stream.response.headers.get("content-encoding")).toBeNull();
  const sent = stream.next();
  await tested.change(id, (one, now) => afterSeal(one as Collecting, "person", now));
  expect(await sent).toBe(await versionIn(`/deliveries/${id}`));
  expect(await sent).not.toBe(shown);
  await stream.end();
});

test("a browser that was cut off gets at once what it missed, and nothing when it missed nothing", async () => {
  const id = await tested.openDelivery(60);
  const before = await versionIn(`/deliveries/${id}`);
  await tested.change(id, (one, now) => afterSeal(one as Collecting, "person", now));
  const after = await versionIn(`/deliveries/${id}`);
  const late = await open(`/live/${id}?version=${before}`);
  expect(await late.next()).toBe(after);
  await late.end();
  const knowing = await open(`/live/${id}?version=${before}`, { cookie, "last-event-id": after });
  const sent = knowing.next();
  await tested.change(id, (one) => ({ delivery: { ...one }, events: [] }));
  expect(await sent).not.toBe(after);
  await knowing.end();
});

test("the list reports new deliveries, of this portal alone", async () => {
  const shown = await versionIn("/deliveries");
  const stream = await open(`/live?version=${shown}`);
  const sent = stream.next();
  await tested.openDelivery(1, OTHER_PORTAL_ID);
  expect(await versionIn("/deliveries")).toBe(shown);
  await tested.openDelivery(1);
  expect(await sent).toBe(await versionIn("/deliveries"));
  await stream.end();
});

test("an enrollment is seen", async () => {
  const id = await tested.openDelivery(60);
  const before = await versionIn(`/deliveries/${id}`);
  const delivery = (await tested.store.delivery(refTo(id)))?.delivery;
  if (delivery === undefined) throw new Error("the delivery is gone");
  const arrival = { portalId: PORTAL_ID, callbackId: "one-more" };
  await tested.store.enroll([{ ...anArrival(77, arrival, delivery.inputs), key: delivery.key }]);
  expect(await versionIn(`/deliveries/${id}`)).not.toBe(before);
});

test("not another portal's delivery, not without a session, and not what does not exist", async () => {
  const theirs = await tested.openDelivery(1, OTHER_PORTAL_ID);
  for (const id of [theirs, "0d9f6f7e-0000-4000-8000-000000000000", "x"]) {
    expect((await tested.http.get(`/live/${id}`).set("Cookie", cookie)).status).toBe(404);
  }
  expect((await tested.http.get("/live")).status).toBe(401);
});

test("a person has ten streams, whatever sessions they are of; another one has its own", async () => {
  const again = await tested.signIn();
  const streams: Stream[] = [];
  for (let number = 0; number < 10; number += 1)
    streams.push(await open("/live", { cookie: number % 2 === 0 ? cookie : again }));
  expect(streams.map(({ response }) => response.status)).toEqual(streams.map(() => 200));
  for (const refused of [cookie, again]) expect((await open("/live", { cookie: refused })).response.status).toBe(204);
  const other = await open(`/live?portal=${OTHER_PORTAL_ID}`, { cookie: await tested.signIn(OTHER_PORTAL_ID) });
  expect(other.response.status).toBe(200);
  await streams.pop()?.end();
  // The place is free as soon as the service has seen the connection close.
  let freed = await open("/live");
  while (freed.response.status === 204) freed = await open("/live");
  for (const stream of [...streams, other, freed]) await stream.end();
});

test("a stop of the process is not held up", async () => {
  const id = await tested.openDelivery(1);
  const stream = await open(`/live/${id}?version=${await versionIn(`/deliveries/${id}`)}`);
  tested.ending.abort();
  expect(await stream.next()).toBeNull();
  expect((await tested.http.get(`/live/${id}`).set("Cookie", cookie)).status).toBe(204);
});
