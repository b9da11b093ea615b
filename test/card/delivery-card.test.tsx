/** The card with HubSpot's own testing tools: every state, with what the service answers decided by the test. */
import {
  Alert,
  Button,
  ErrorState,
  Heading,
  LineChart,
  Link,
  LoadingButton,
  LoadingSpinner,
  ProgressBar,
  StatusTag,
  TableCell,
  TableHeader,
  Text,
  Tile,
} from "@hubspot/ui-extensions";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { useState, type ReactElement } from "react";
import { DeliveryCard } from "../../hubspot-project/src/app/cards/delivery-card.tsx";
import type { Picture } from "../../hubspot-project/src/app/cards/picture.ts";
import type { CardPicture } from "../../src/console/card/json.ts";
import { answering, CARDS_URL, DELIVERY_ID, giveAnswers, PUBLIC_URL, recordRenderer } from "./card-host.ts";

type Fixed<T> = { readonly [Name in keyof T]: Fixed<T[Name]> };

/** The service's answer is what the card takes it for: both ways, checked by the compiler. */
const served = (picture: CardPicture): Picture => picture;
const taken = (picture: Picture): Fixed<CardPicture> => picture;

const DELIVERED: Picture = taken(
  served({
    id: DELIVERY_ID,
    name: "Autumn",
    standing: { label: "Delivered", tone: "success" },
    headline: "Delivered to 120 of 130 people.",
    recipients: null,
    numbers: [
      { label: "Enrolled", value: "60", state: "fixed when collecting ended" },
      { label: "Opens", value: "45", state: "as of the last reading" },
      { label: "Clicks", value: "0", state: "hidden for privacy" },
    ],
    nextReading: "Next reading 25 Nov 2026, 18:00",
    stages: {
      title: "From contacts to clicks",
      stages: [
        { name: "Enrolled", value: 60, text: "60" },
        { name: "Target", value: 130, text: "130" },
        { name: "Reach", value: 120, text: "120" },
        { name: "Opens", value: 60, text: "60 · 50% of Reach" },
        { name: "Clicks", value: 0, text: "0 (hidden)" },
      ],
      most: 130,
      note: "LINE does not count opens and clicks in LINE for PC.",
    },
    curve: {
      title: "How the numbers grew",
      when: "Last look at the numbers",
      people: "People",
      points: [
        { at: 1_700_000_000_000, of: "Reach", people: 120 },
        { at: 1_700_000_000_000, of: "Opens", people: 60 },
      ],
    },
    links: {
      title: "Clicks by link",
      columns: ["Link", "People", "Clicks"],
      rows: [["https://shop.example/spring", "0 (hidden)", "25"]],
    },
    forecast: null,
    targeting: { label: "Who receives it", words: "Audience “Readers”; women" },
    message: { label: "Message", bubbles: ["Good morning", "[image]"] },
    commands: [],
    denied: null,
    page: { label: "Open the delivery page", url: `${PUBLIC_URL}/deliveries/${DELIVERY_ID}` },
    refresh: "Refresh",
  }),
);

const FAILED: Picture = {
  ...DELIVERED,
  standing: { label: "Failed", tone: "danger" },
  headline: "Not sent: 12 people enrolled, LINE needs 50.",
  numbers: [{ label: "Target", value: "–", state: "nothing was sent" }],
  nextReading: null,
  stages: null,
  curve: null,
  links: null,
  refresh: null,
};

const WAITING: Picture = {
  ...DELIVERED,
  standing: { label: "Waiting for approval", tone: "warning" },
  headline: "Waits until a person approves it.",
  recipients: "About 1,600 people receive this. Your 60 contacts start it.",
  nextReading: null,
  curve: null,
  links: null,
  forecast: { label: "Forecast", text: "Between 1,200 and 2,000 people, likely about 1,600" },
  commands: [
    { do: "approve", label: "Approve the send" },
    { do: "cancel", label: "Cancel, send nothing" },
  ],
};

const picture = (content: Picture) => answering(200, content);

/** The card's own log is HubSpot's; in tests it is the console. */
const logged = jest.spyOn(console, "error");
beforeEach(() => void logged.mockImplementation(() => undefined));
afterEach(() => void logged.mockReset());

type Renderer = ReturnType<typeof recordRenderer>;

/** No limit of its own: the test has one. */
const until = (renderer: Renderer, check: () => void) => renderer.waitFor(check, { timeoutInMs: 0 });

const shows = (renderer: Renderer, headline: string) =>
  until(renderer, () => expect(texts(renderer)).toContain(headline));

const texts = (renderer: Renderer) => renderer.findAll(Text).map(({ text }) => text);

const tiles = (renderer: Renderer) =>
  renderer
    .findAll(Tile)
    .map((tile) => [tile.findAll(Text)[0]?.text, tile.find(Heading).text, tile.findAll(Text)[1]?.text]);

describe("looking", () => {
  test("while it loads it says so; it asks for the record's delivery, in the person's language and the portal's zone", async () => {
    const gate = Promise.withResolvers<Response>();
    const calls = giveAnswers([gate.promise]);
    const renderer = recordRenderer({ language: "ja", cardsUrl: `${CARDS_URL}/` });
    renderer.render(<DeliveryCard />);
    expect(renderer.find(LoadingSpinner).props.label).toBe("配信を読み込んでいます");
    gate.resolve(picture(DELIVERED));
    await shows(renderer, DELIVERED.headline);
    expect(renderer.maybeFind(LoadingSpinner)).toBeNull();
    expect(calls.map(({ url, method }) => [method, url.href])).toEqual([
      ["GET", `${CARDS_URL}/hubspot/cards/deliveries/${DELIVERY_ID}?lang=ja&timeZone=Asia%2FTokyo`],
    ]);
  });

  test("delivered: the sentence, exact and hidden numbers, the next look, who, what, and the way to the page", async () => {
    giveAnswers([picture(DELIVERED)]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, "Delivered to 120 of 130 people.");
    expect([renderer.find(StatusTag).text, renderer.find(StatusTag).props.variant]).toEqual(["Delivered", "success"]);
    expect(tiles(renderer)).toEqual([
      ["Enrolled", "60", "fixed when collecting ended"],
      ["Opens", "45", "as of the last reading"],
      ["Clicks", "0", "hidden for privacy"],
    ]);
    expect(texts(renderer)).toEqual(
      expect.arrayContaining(["Next reading 25 Nov 2026, 18:00", "Audience “Readers”; women", "Good morning\n[image]"]),
    );
    expect(renderer.find(Link).props.href).toEqual({ url: DELIVERED.page.url, external: true });
    expect(renderer.findAll(LoadingButton).map(({ props }) => props.testId)).toEqual(["refresh"]);
    expect(texts(renderer).join(" ")).not.toMatch(/receive this/);
  });

  test("before the send: who receives it, beside the contacts who start it", async () => {
    giveAnswers([picture(WAITING)]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, "About 1,600 people receive this. Your 60 contacts start it.");
  });

  test("delivered: the pictures of the delivery page, with rates only where the service gives them", async () => {
    giveAnswers([picture(DELIVERED)]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, DELIVERED.headline);
    const bars = renderer.findAll(ProgressBar).map(({ props }) => props);
    expect(
      bars.map(({ title, value, maxValue, valueDescription }) => [title, value, maxValue, valueDescription]),
    ).toEqual([
      ["Enrolled", 60, 130, "60"],
      ["Target", 130, 130, "130"],
      ["Reach", 120, 130, "120"],
      ["Opens", 60, 130, "60 · 50% of Reach"],
      ["Clicks", 0, 130, "0 (hidden)"],
    ]);
    expect(texts(renderer)).toContain("LINE does not count opens and clicks in LINE for PC.");
    const { data, axes, options } = renderer.find(LineChart).props;
    expect(data).toEqual(DELIVERED.curve?.points);
    expect([axes.x.field, axes.y.field, axes.options?.groupFieldByColor]).toEqual(["at", "people", "of"]);
    expect(options?.title).toBe("How the numbers grew");
    expect(renderer.findAll(TableHeader).map(({ text }) => text)).toEqual(["Link", "People", "Clicks"]);
    expect(renderer.findAll(TableCell).map(({ text }) => text)).toEqual(DELIVERED.links?.rows[0]);
  });

  test("where approval is asked: how many it would reach; no curve and no links before there are any", async () => {
    giveAnswers([picture(WAITING)]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, "Between 1,200 and 2,000 people, likely about 1,600");
    expect([renderer.maybeFind(LineChart), renderer.maybeFind(TableCell)]).toEqual([null, null]);
  });

  test("failed: why, no numbers, nothing to press", async () => {
    giveAnswers([picture(FAILED)]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, FAILED.headline);
    expect(renderer.find(StatusTag).props.variant).toBe("danger");
    expect(tiles(renderer)).toEqual([["Target", "–", "nothing was sent"]]);
    expect(renderer.maybeFind(ProgressBar)).toBeNull();
    expect(renderer.maybeFind(LoadingButton)).toBeNull();
  });

  test("without the right role: nothing to press, and who can change that", async () => {
    const denied = "This needs the role Sender; you have the role Viewer. aki@example.com can change that.";
    giveAnswers([picture({ ...WAITING, commands: [], denied })]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, denied);
    expect(renderer.findAll(LoadingButton).map(({ props }) => props.testId)).toEqual(["refresh"]);
  });

  test("refresh asks again and shows what is new", async () => {
    const calls = giveAnswers([picture(WAITING), picture(DELIVERED)]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, WAITING.headline);
    renderer.findByTestId(LoadingButton, "refresh").trigger("onClick");
    await shows(renderer, DELIVERED.headline);
    expect(calls.map(({ method }) => method)).toEqual(["GET", "GET"]);
  });

  test("another record: the answer about the one before, when it comes late, is not shown", async () => {
    const [late, other] = [Promise.withResolvers<Response>(), "0d9f6f7e-0000-4000-8000-000000000002"];
    const calls = giveAnswers([late.promise, picture(DELIVERED)]);
    const renderer = recordRenderer();
    const { useCrmProperties } = renderer.mocks;
    const record = (deliveryId: string) => {
      const rest = { error: null, isLoading: false, isRefetching: false, refetch: () => Promise.resolve() };
      useCrmProperties.willCall(() => ({ ...rest, properties: { delivery_id: deliveryId } }));
    };
    let goOn = (): void => undefined;
    function Page(): ReactElement {
      const [turns, setTurns] = useState(0);
      goOn = () => setTurns(turns + 1);
      return <DeliveryCard />;
    }
    renderer.render(<Page />);
    record(other);
    goOn();
    await shows(renderer, DELIVERED.headline);
    late.resolve(picture(FAILED));
    await late.promise;
    await new Promise(setImmediate);
    expect(texts(renderer)).toContain(DELIVERED.headline);
    expect(calls.map(({ url }) => url.pathname.split("/").at(-1))).toEqual([DELIVERY_ID, other]);
  });

  test("a refresh without an answer keeps what is known and says that it is old", async () => {
    giveAnswers([picture(WAITING), new Error("time-out")]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, WAITING.headline);
    renderer.findByTestId(LoadingButton, "refresh").trigger("onClick");
    await until(renderer, () => expect(renderer.find(Alert).props.title).toBe("The delivery could not be read"));
    expect(texts(renderer)).toContain(WAITING.headline);
  });
});

describe("what goes wrong", () => {
  test.each([
    ["HubSpot does not pass the request on", () => new Error("not permitted")],
    ["the service fails", () => answering(500, { title: "Something went wrong on our side; it was logged" })],
    ["the answer is no JSON", () => new Response("<html>", { status: 502 })],
  ])("%s: said with a way to try again, which works", async (_name, answer) => {
    giveAnswers([answer(), picture(DELIVERED)]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await until(renderer, () => expect(renderer.find(ErrorState).props.title).toBe("The delivery could not be read"));
    expect(logged).toHaveBeenCalledTimes(1);
    expect(renderer.find(Button).text).toBe("Try again");
    renderer.find(Button).trigger("onClick");
    await shows(renderer, DELIVERED.headline);
    expect(renderer.maybeFind(ErrorState)).toBeNull();
  });

  test.each([
    ["in a 200, as the service says it", 200, { kind: "refused", status: 404 }],
    ["as a 404, as an earlier version said it", 404, {}],
  ])("not found: in the service's words, %s", async (_how, status, more) => {
    giveAnswers([answering(status, { ...more, title: "このHubSpotアカウントにはありません。" })]);
    const renderer = recordRenderer({ language: "ja" });
    renderer.render(<DeliveryCard />);
    await until(renderer, () =>
      expect(renderer.find(ErrorState).props.title).toBe("このHubSpotアカウントにはありません。"),
    );
    expect(renderer.find(Button).text).toBe("再試行");
  });

  test.each([
    ["as it is", 403],
    ["as a failure, which HubSpot was once seen to make of it", 500],
  ])("switched off: who has to act, and the way to the delivery page; the status comes %s", async (_how, status) => {
    const off = { status: 403, code: "CARDS_OFF", title: "This card is switched off", detail: "The operator has to …" };
    giveAnswers([answering(status, off)]);
    const renderer = recordRenderer({ publicUrl: `${PUBLIC_URL}/` });
    renderer.render(<DeliveryCard />);
    await until(renderer, () => expect(renderer.find(ErrorState).props.title).toBe("This card is switched off"));
    expect(texts(renderer)).toEqual(["The operator has to …"]);
    const { text, props } = renderer.find(Link);
    expect([text, props.href]).toEqual([
      "Open the delivery page",
      { url: `${PUBLIC_URL}/deliveries/${DELIVERY_ID}`, external: true },
    ]);
  });

  test("the record's properties are still on their way, or do not come", () => {
    const calls = giveAnswers([]);
    const renderer = recordRenderer();
    const rest = { properties: {}, isRefetching: false, refetch: () => Promise.resolve() };
    const { useCrmProperties } = renderer.mocks;
    useCrmProperties.willCall(() => ({ ...rest, isLoading: true, error: null }));
    renderer.render(<DeliveryCard />);
    expect(renderer.find(LoadingSpinner).props.label).toBe("Reading the delivery");
    const refetch = jest.fn(() => Promise.resolve());
    useCrmProperties.willCall(() => ({ ...rest, refetch, isLoading: false, error: new Error("no") }));
    renderer.render(<DeliveryCard />);
    renderer.find(Button).trigger("onClick");
    expect(refetch).toHaveBeenCalledTimes(1);
    expect(calls).toEqual([]);
  });

  test("a record without a delivery ID, and an app uploaded without an address, ask no one", () => {
    const calls = giveAnswers([]);
    const empty = recordRenderer({ deliveryId: null });
    empty.render(<DeliveryCard />);
    expect(empty.find(Text).text).toMatch(/no delivery ID/);
    for (const missing of [{ publicUrl: null }, { cardsUrl: null }]) {
      const lost = recordRenderer(missing);
      lost.render(<DeliveryCard />);
      expect(lost.find(ErrorState).props.title).toMatch(/PUBLIC_URL, CARDS_URL/);
    }
    expect(calls).toEqual([]);
  });
});

describe("pressing", () => {
  test("approve: nothing else can be pressed meanwhile, then the new state is there", async () => {
    const gate = Promise.withResolvers<Response>();
    const calls = giveAnswers([picture(WAITING), gate.promise]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, WAITING.headline);
    const buttons = () => renderer.findAll(LoadingButton).map(({ props }) => props);
    expect(buttons().map(({ testId, variant }) => [testId, variant])).toEqual([
      ["approve", "primary"],
      ["cancel", "destructive"],
      ["refresh", undefined],
    ]);
    renderer.findByTestId(LoadingButton, "approve").trigger("onClick");
    await until(renderer, () => expect(buttons().map(({ loading }) => loading)).toEqual([true, false, false]));
    expect(buttons().map(({ disabled }) => disabled)).toEqual([true, true, true]);
    gate.resolve(picture({ ...DELIVERED, headline: "LINE is sending." }));
    await shows(renderer, "LINE is sending.");
    expect(calls[1]?.method).toBe("POST");
    expect(calls[1]?.url.pathname).toBe(`/hubspot/cards/deliveries/${DELIVERY_ID}/approve`);
    expect(renderer.maybeFind(Alert)).toBeNull();
  });

  test("refused: why, and where the delivery stands now", async () => {
    const refusal = answering(409, {
      code: "NOTHING_TO_APPROVE",
      title: "This delivery does not wait for an approval",
    });
    const calls = giveAnswers([picture(WAITING), refusal, picture(DELIVERED)]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, WAITING.headline);
    renderer.findByTestId(LoadingButton, "approve").trigger("onClick");
    await shows(renderer, DELIVERED.headline);
    expect(renderer.find(Alert).props).toMatchObject({
      title: "This delivery does not wait for an approval",
      variant: "warning",
    });
    expect(calls.map(({ method }) => method)).toEqual(["GET", "POST", "GET"]);
  });

  test("not allowed: the detail says who could", async () => {
    const refusal = answering(403, { title: "Your role does not allow this", detail: "aki@example.com can." });
    giveAnswers([picture(WAITING), refusal, picture(WAITING)]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, WAITING.headline);
    renderer.findByTestId(LoadingButton, "cancel").trigger("onClick");
    await until(renderer, () => expect(renderer.find(Alert).text).toBe("aki@example.com can."));
  });

  test("no answer: it is not claimed that nothing happened", async () => {
    giveAnswers([picture(WAITING), new Error("time-out"), new Error("time-out")]);
    const renderer = recordRenderer();
    renderer.render(<DeliveryCard />);
    await shows(renderer, WAITING.headline);
    renderer.findByTestId(LoadingButton, "cancel").trigger("onClick");
    await until(renderer, () => expect(renderer.find(Alert).text).toMatch(/not known whether/));
    expect(texts(renderer)).toContain(WAITING.headline);
    expect(renderer.findByTestId(LoadingButton, "cancel").props.disabled).toBe(false);
  });
});
