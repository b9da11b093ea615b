/** The app's settings page: the way to the console. */
import { ErrorState, Heading, Link } from "@hubspot/ui-extensions";
import { createRenderer } from "@hubspot/ui-extensions/testing";
import { expect, test } from "@jest/globals";
import { SettingsPage } from "../../hubspot-project/src/app/settings/settings-page.tsx";
import { PUBLIC_URL, variablesOf, type Looker } from "./card-host.ts";

function settings(looker: Omit<Looker, "deliveryId"> = {}) {
  const { language = "en" } = looker;
  const renderer = createRenderer("settings");
  const { context, useExtensionContext } = renderer.mocks;
  const seen = { ...context, variables: variablesOf(looker), user: { ...context.user, language } };
  useExtensionContext.willCall(() => seen);
  renderer.render(<SettingsPage />);
  return renderer;
}

const links = ({ findAll }: ReturnType<typeof settings>) => findAll(Link).map(({ text, props }) => [text, props.href]);

test("leads to Channels first, then to Messages and Deliveries, each in a tab of its own", () => {
  const page = settings({ publicUrl: `${PUBLIC_URL}/` });
  expect(page.find(Heading).text).toBe("Listcast");
  expect(links(page)).toEqual([
    ["LINE accounts", { url: `${PUBLIC_URL}/channels`, external: true }],
    ["Messages", { url: `${PUBLIC_URL}/messages`, external: true }],
    ["Deliveries", { url: `${PUBLIC_URL}/deliveries`, external: true }],
  ]);
});

test("in Japanese", () => {
  for (const language of ["ja", "ja-JP", "ja_JP"]) {
    expect(links(settings({ language })).map(([text]) => text)).toEqual(["LINE公式アカウント", "メッセージ", "配信"]);
  }
});

test("in English where there are no words, or no language", () => {
  for (const language of ["ko", "jam", "?"]) {
    expect(links(settings({ language })).map(([text]) => text)).toEqual(["LINE accounts", "Messages", "Deliveries"]);
  }
});

test.each([{ publicUrl: null }, { cardsUrl: null }])("uploaded without an address it says so: %j", (missing) => {
  const page = settings(missing);
  expect(page.find(ErrorState).props.title).toMatch(/PUBLIC_URL, CARDS_URL/);
  expect(links(page)).toEqual([]);
});
