/** The card check on the settings page, with HubSpot's own testing tools: through the simulated HubSpot to the service. */
import { Accordion, Alert, DescriptionListItem, Input, LoadingButton, Text } from "@hubspot/ui-extensions";
import { createRenderer } from "@hubspot/ui-extensions/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { SettingsPage } from "../../hubspot-project/src/app/settings/settings-page.tsx";
import { APP, PORTAL_ID } from "../../simulators/demo-world.ts";
import { makeCode } from "../../src/console/card/code.ts";
import { createFactStore } from "../../src/store/postgres/deployment-facts.ts";
import { extensionFetch } from "../support/extension-fetch.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";
import { answering, CARDS_URL, giveAnswers, giveFetch, variablesOf } from "./card-host.ts";

let service: RunningService;
beforeAll(async () => {
  service = await startTestService({ cards: "checked" });
});
afterAll(() => service.close());

/** The page's own log is HubSpot's; in tests it is the console. */
const logged = jest.spyOn(console, "error");
beforeEach(() => {
  logged.mockImplementation(() => undefined);
  giveFetch(extensionFetch(service.world.hubspot.appUrl, { portalId: PORTAL_ID, appId: APP.appId }));
});
afterEach(() => void logged.mockReset());

const code = () => makeCode(createFactStore(service.database.db), Date.now());

function opened(language = "en", cardsUrl = service.publicUrl) {
  const renderer = createRenderer("settings");
  const { context, useExtensionContext } = renderer.mocks;
  const seen = { ...context, variables: variablesOf({ cardsUrl }), user: { ...context.user, language } };
  useExtensionContext.willCall(() => seen);
  renderer.render(<SettingsPage />);
  const until = (check: () => void) => renderer.waitFor(check, { timeoutInMs: 0 });
  return {
    ...renderer,
    until,
    async run(typed: string) {
      renderer.find(Input).props.onInput?.(typed);
      await until(() => expect(renderer.find(LoadingButton).props.disabled).toBe(false));
      renderer.find(LoadingButton).trigger("onClick");
      await until(() => expect(renderer.find(LoadingButton).props.loading).toBe(false));
      await until(() => expect(renderer.find(Alert)).toBeTruthy());
    },
    alert() {
      const { props, text } = renderer.find(Alert);
      return { title: props.title, variant: props.variant, text };
    },
    lines() {
      const items = renderer.findAll(DescriptionListItem).map((item) => [item.props.label, item.maybeFind(Text)?.text]);
      return Object.fromEntries(items) as Record<string, string>;
    },
  };
}

describe("run with the operator's code", () => {
  test("passed: what was seen of each forged request, in plain words", async () => {
    Object.assign(service.world.hubspot.control.settings, { extensionFetchFragment: "signed" });
    const page = opened();
    expect(page.find(Accordion).props.title).toBe("For the operator: check the card");
    await page.run(` ${await code()} `);
    expect(page.alert()).toEqual({
      title: "Passed: the card can be used",
      variant: "success",
      text: expect.stringContaining("No forged request got through"),
    });
    expect(page.lines()).toMatchObject({
      "An address that ends with #": expect.stringMatching(/without a valid signature/),
      "An address with a complete forged identity": expect.stringMatching(/beside the forged one/),
      "The same, then #": expect.stringMatching(/without a valid signature/),
    });
  });

  test("failed, in Japanese: the forged identity that arrived with a valid signature", async () => {
    Object.assign(service.world.hubspot.control.settings, { extensionFetchFragment: "unsigned" });
    const page = opened("ja");
    await page.run(await code());
    expect(page.alert()).toMatchObject({ title: "不合格：カードはオフのままです", variant: "error" });
    expect(page.lines()["偽の本人情報と#を付けたアドレス"]).toBe(
      "有効な署名と偽の本人情報が届きました。安全ではありません。",
    );
  });

  test("a request that HubSpot refuses is tried twice, and HubSpot's words are shown", async () => {
    Object.assign(service.world.hubspot.control.settings, { extensionFetchFragment: "refused" });
    await createFactStore(service.database.db).forgetFact("cardHole");
    const asked: string[] = [];
    const through = extensionFetch(service.world.hubspot.appUrl, { portalId: PORTAL_ID, appId: APP.appId });
    giveFetch((url, options) => {
      asked.push(String(url));
      return through(url, options);
    });
    const page = opened();
    await page.run(await code());
    expect(page.alert()).toMatchObject({ variant: "success" });
    expect(page.lines()["An address that ends with #"]).toMatch(/did not pass it on.*the address has a fragment/);
    expect(asked.filter((url) => url.endsWith("/fragment#"))).toHaveLength(2);
  });
});

describe("where it cannot be run", () => {
  test("nothing can be pressed without a code", () => {
    expect(opened().find(LoadingButton).props.disabled).toBe(true);
  });

  test("a code that is not valid: the service says so, in the person's language", async () => {
    const page = opened("ja");
    await page.run("made-up");
    expect(page.alert()).toMatchObject({
      title: expect.stringContaining("このコードは使えません"),
      variant: "warning",
    });
  });

  test("the service does not answer HubSpot", async () => {
    giveAnswers([new Error("HubSpot got no answer")]);
    const page = opened("en", CARDS_URL);
    await page.run("code");
    expect(page.alert()).toMatchObject({ title: "The check was not carried out", variant: "error" });
  });

  test("an answer that is none of ours", async () => {
    giveAnswers([answering(500, { message: "HubSpot's own" })]);
    const page = opened("en", CARDS_URL);
    await page.run("code");
    expect(page.alert().title).toBe("The check was not carried out");
  });
});
