/** A delivery's numbers as pictures, and by link. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { afterConclusion } from "../../src/delivery/lifecycle/results/after-conclusion.ts";
import { finding } from "../../src/delivery/codes.ts";
import { measured } from "./console-deliveries.support.ts";
import { createTestConsole, type TestConsole } from "./console.support.ts";

let tested: TestConsole;
let cookie: string;
beforeAll(async () => {
  tested = await createTestConsole();
  cookie = await tested.signIn();
});
afterAll(() => tested.close());

const get = (id: string) => tested.http.get(`/deliveries/${id}`).set("Cookie", cookie).set("Accept", "text/html");
const json = async (id: string) => (await tested.http.get(`/api/deliveries/${id}`).set("Cookie", cookie)).body;

/** The page's text without its tags, as a person reads it. */
const read = (html: string): string => html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");

describe("the pictures", () => {
  test("from people to clicks, with a rate only where both sides are exact; contacts who started it stand apart", async () => {
    const { text } = await get(await measured(tested));
    expect(read(text)).toContain("60 contacts started this send and are not its recipients.");
    expect(read(text)).toContain("From people to clicks");
    const bars = /<ol class="funnel">(.*?)<\/ol>/s.exec(text)?.[1] ?? "";
    expect(bars.split("</li>").map((one) => read(one).trim())).toEqual([
      "Delivered 120",
      "Opens 60 50% of Delivered",
      "Clicks 0 (hidden)",
      "",
    ]);
    expect(
      [...bars.matchAll(/class="(?:contacts|people|delivered|opens|clicks)"[^>]* width="([^"]+)"/g)].map(
        ([, width]) => width,
      ),
    ).toEqual(["100.00%", "50.00%", "0.00%"]);
  });

  test("the curve says in words what it draws, hidden numbers are empty rings", async () => {
    const { text } = await get(await measured(tested));
    expect(text).toContain('aria-label="Delivered: 120 · Opens: 60 · Clicks: 0 (hidden)"');
    expect(text).toContain('<circle class="clicks hidden"');
    expect(text).toContain("day 14");
  });

  test("links with what LINE says of each, in the API too", async () => {
    const id = await measured(tested);
    const { text } = await get(id);
    const links = /<table id="links">(.*?)<\/table>/s.exec(text)?.[1] ?? "";
    expect(read(links)).toContain("https://shop.example/spring 0 (hidden) – 0 (hidden)");
    expect((await json(id)).reading.links).toEqual([
      {
        url: "https://shop.example/spring",
        people: { value: 0, state: "hidden" },
        clicks: { value: 0, state: "hidden" },
      },
    ]);
  });

  test("come with the first numbers: no empty chart before", async () => {
    const { text } = await get(await tested.openDelivery(60));
    expect(text).not.toMatch(/<svg|class="(?:funnel|numbers)"/);
  });

  test("are left out where nothing was sent and nothing will be", async () => {
    const id = await tested.openDelivery(60);
    const gone = { kind: "failed", finding: finding("AUDIENCE_EXPIRED", { audience: "Readers" }) } as const;
    await tested.change(id, (one, now) => afterConclusion(one, gone, now));
    expect((await get(id)).text).not.toContain("<svg");
  });
});
