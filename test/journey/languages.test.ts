/** An account in each language besides English: from the published action to the outcome in HubSpot, and the console. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { callApi } from "../../simulators/connect.ts";
import { ACCOUNT, PORTAL_ID } from "../../simulators/demo-world.ts";
import { textsIn } from "../../src/i18n/languages.ts";
import { isInScript, isOurs, OTHER_LANGUAGES, partsOf } from "../support/languages.ts";
import { startTestService, type RunningService } from "../support/start-service.ts";

const CONTACTS = 60;

describe.each(OTHER_LANGUAGES)("an account whose language is %s", (language) => {
  let service: RunningService;
  let workflow: number;
  beforeAll(async () => {
    service = await startTestService();
    const { publicUrl, cookie, channel, world } = service;
    await callApi(publicUrl, cookie, "/api/settings", { language }, "PATCH");
    const { hubspot, line } = { hubspot: world.hubspot.control, line: world.line.control };
    // HubSpot refuses a definition that is not valid.
    const actionDefinitionId = await world.publishAction(publicUrl);
    const deliveryList = hubspot.addList(PORTAL_ID, { name: "Newsletter", size: CONTACTS });
    const readers = line.audiences(ACCOUNT.channelId).find(({ description }) => description === "Newsletter readers");
    const inputFields = {
      channel,
      targetingMode: "line_conditions",
      deliveryList,
      audienceId: String(readers?.id),
      messageText: "https://hoshi-coffee.example/autumn",
    };
    workflow = hubspot.createWorkflow(PORTAL_ID, { name: "Autumn", actionDefinitionId, inputFields });
    await hubspot.enroll(PORTAL_ID, workflow, { listId: deliveryList }).done;
  });
  afterAll(() => service.close());

  const executions = () => service.world.hubspot.control.executions(PORTAL_ID, workflow);
  const records = () => service.world.hubspot.control.records(PORTAL_ID, "line_audience_delivery");

  test("has the outcome in its language in the workflow and in the record", async () => {
    await service.passUntil(() => executions().every(({ state }) => state !== "PENDING" && state !== "BLOCKED"));
    expect(executions()).toHaveLength(CONTACTS);
    for (const { outputFields } of executions()) {
      expect(outputFields).toMatchObject({ outcome: "delivered", outcomeCode: "DELIVERED" });
      expect(isInScript(outputFields["outcomeMessage"] ?? "", language)).toBe(true);
    }
    await service.passUntil(() => records()[0]?.properties["outcome"] === "delivered");
    const { outcome_message: message = "", targeting = "" } = records()[0]?.properties ?? {};
    expect([message, isInScript(message, language)]).toEqual([message, true]);
    expect([targeting, isInScript(targeting, language)]).toEqual([targeting, true]);
  });

  test("has every page of the console in its language, and no text is missing", async () => {
    const { deliveries } = (await (await page("/api/deliveries")).json()) as { deliveries: { id: string }[] };
    const messages = [{ type: "text", text: "https://hoshi-coffee.example" }];
    const saved = { name: "Autumn", messages };
    const { id } = await callApi<{ id: string }>(service.publicUrl, service.cookie, "/api/messages", saved);
    const paths = ["/", `/deliveries/${deliveries[0]?.id}`, "/messages", `/messages/${id}`, "/audiences", "/channels"];
    for (const path of [...paths, "/settings", "/help", "/help/setup", "/support", "/privacy", "/terms"]) {
      const response = await page(path);
      const html = await response.text();
      expect([path, response.status, /<html lang="([^"]+)"/.exec(html)?.[1]]).toEqual([path, 200, language]);
      const shown = html.replaceAll(/<(script|style)\b.*?<\/\1>/gs, "").replaceAll(/<[^>]*>/g, " ");
      const text = names().reduce((all, name) => all.replaceAll(name, ""), shown);
      expect([path, /\bundefined\b|\{\w+\}/.exec(text)?.[0]]).toEqual([path, undefined]);
      expect([path, ENGLISH.filter((english) => text.includes(english))]).toEqual([path, []]);
    }
  });

  /** What LINE calls the account's audiences. */
  const names = () => service.world.line.control.audiences(ACCOUNT.channelId).map(({ description }) => description);

  const page = (path: string) =>
    fetch(service.publicUrl + path, { headers: { cookie: service.cookie, "Accept-Language": language } });

  /** What the language says in other words; HubSpot shows the action's labels in English where it does not know the language. */
  const own = new Map(partsOf(textsIn(language)));
  const ENGLISH = partsOf(textsIn("en"))
    .filter((part) => isOurs(part) && !part[0].startsWith("action."))
    .filter(([path, text]) => / [a-z]+ [a-z]/.test(text) && !/[{&<'"]/.test(text) && own.get(path) !== text)
    .map(([, text]) => text);
});
