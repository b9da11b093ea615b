import { describe, expect, test } from "@jest/globals";
import { appEvents } from "../../src/intake/app-events.ts";

const APP = "1160452";
const event = (change: object) => ({ portalId: 33, appId: 1160452, eventId: 1, ...change });

describe("events about the app", () => {
  test.each([
    [{ subscriptionType: "contact.privacyDeletion", objectId: 614 }, ["614"]],
    [{ subscriptionType: "contact.privacyDeletion", objectId: "614" }, ["614"]],
    // HubSpot's other privacy deletion is one of a conversation.
    [{ subscriptionType: "conversation.privacyDeletion", objectId: 614 }, []],
    [{ subscriptionType: "contact.deletion", objectId: 614 }, []],
    [{ subscriptionType: "app.uninstalled" }, []],
    [{ subscriptionType: "contact.privacyDeletion", objectId: 614, appId: 7 }, []],
  ])("%j forgets %j", (change, contacts) => {
    const expected = contacts.map((contactId) => ({ portalId: 33, contactId }));
    expect(appEvents([event(change)], APP)).toEqual({ kind: "events", forgotten: expected, unusable: null });
  });

  test.each([
    { subscriptionType: "object.deletion", objectId: null },
    { subscriptionType: null },
    { subscriptionType: "contact.creation", appId: null, portalId: "x" },
    { subscriptionType: "contact.deletion", objectId: 2 ** 60 },
    null,
    "x",
  ])("an event of another kind stops no deletion, whatever it looks like: %j", (other) => {
    const deletion = event({ subscriptionType: "contact.privacyDeletion", objectId: 614 });
    const strange = typeof other === "object" && other !== null ? event(other) : other;
    expect(appEvents([strange, deletion], APP)).toEqual({
      kind: "events",
      forgotten: [{ portalId: 33, contactId: "614" }],
      unusable: null,
    });
  });

  test.each([
    [{}, "1.objectId"],
    [{ objectId: "614 or 1=1" }, "1.objectId"],
    [{ objectId: null }, "1.objectId"],
    [{ objectId: 615, portalId: -1 }, "1.portalId"],
  ])("a deletion that names no contact is refused by name, and stops no other: %j", (change, field) => {
    const [good, bad] = [{ objectId: 614 }, change].map((one) =>
      event({ subscriptionType: "contact.privacyDeletion", ...one }),
    );
    expect(appEvents([good, bad, good], APP)).toMatchObject({
      kind: "events",
      forgotten: [{ contactId: "614" }, { contactId: "614" }],
      unusable: { field },
    });
  });

  test.each([
    ["x", "body"],
    // What a card's request can carry: never an array.
    [event({ subscriptionType: "contact.privacyDeletion", objectId: 614 }), "body"],
    [{ 0: event({ subscriptionType: "contact.privacyDeletion", objectId: 614 }), length: 1 }, "body"],
  ])("%j names what is wrong", (body, field) => {
    expect(appEvents(body, APP)).toMatchObject({ kind: "malformed", field });
  });
});
