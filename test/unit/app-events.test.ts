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
    expect(appEvents([event(change)], APP)).toEqual({ kind: "events", forgotten: expected });
  });

  test.each([
    [[event({ subscriptionType: "contact.privacyDeletion" })], "0.objectId"],
    [[event({ subscriptionType: "contact.privacyDeletion", objectId: "614 or 1=1" })], "0.objectId"],
    [[{ subscriptionType: "contact.deletion" }], "0.portalId"],
    ["x", "body"],
    // What a card's request can carry: never an array.
    [event({ subscriptionType: "contact.privacyDeletion", objectId: 614 }), "body"],
    [{ 0: event({ subscriptionType: "contact.privacyDeletion", objectId: 614 }), length: 1 }, "body"],
  ])("%j names what is wrong", (body, field) => {
    expect(appEvents(body, APP)).toMatchObject({ kind: "malformed", field });
  });
});
