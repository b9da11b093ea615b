/** What is stored about a contact, through the API: everything there is, which is little and not for long. */
import Joi from "joi";
import type { ContactData } from "../../ports/store/privacy.ts";
import { UPLOAD_PURPOSE } from "../deliveries/api/answers.ts";
import { route, type ApiRoom } from "../request/api-route.ts";
import { INSTANT, instant, INSTANT_OR_NULL, TEXT, WHOLE } from "../web/answers.ts";
import { ID, listOf, orNull, shape } from "../web/schemas.ts";

const CONTACT_DATA = shape({
  portalId: WHOLE,
  contactId: TEXT,
  executions: listOf(
    shape({
      deliveryId: ID,
      callbackId: TEXT,
      executionId: orNull(TEXT),
      covered: Joi.boolean(),
      receivedAt: INSTANT,
      releasedAt: INSTANT_OR_NULL,
    }),
  ),
  recipients: listOf(shape({ deliveryId: ID, purpose: UPLOAD_PURPOSE, lineUserId: TEXT, valid: Joi.boolean() })),
  examples: listOf(shape({ deliveryId: ID, text: TEXT, at: INSTANT })),
});

const contactJson = ({ executions, examples, ...data }: ContactData) => ({
  ...data,
  executions: executions.map(({ receivedAt, releasedAt, ...execution }) => ({
    ...execution,
    receivedAt: instant(receivedAt),
    releasedAt: instant(releasedAt),
  })),
  examples: examples.map(({ at, ...example }) => ({ ...example, at: instant(at) })),
});

const routes = [
  route("GET /contacts/:contactId", {
    name: "getContactData",
    summary: "Everything that is stored about a contact of the portal",
    answer: [200, "What is stored; empty lists where nothing is", CONTACT_DATA],
    handle: async ({ request, session }, { store }) =>
      contactJson(await store.contactData(session.portalId, String(request.params["contactId"]))),
  }),
];

export const privacyApi: ApiRoom = {
  tag: "privacy",
  about: "What is stored about a contact",
  routes,
  schemas: { ContactData: CONTACT_DATA },
};
