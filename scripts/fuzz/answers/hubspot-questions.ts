/** All that HubSpot is asked. */
import Joi from "joi";
import type { HubSpot } from "../../../src/ports/hubspot.ts";
import { count, id, number, text, texts, type Question } from "./question.ts";

const LIST = Joi.object({ listId: text, name: text, size: count });
const page = (items: Joi.Schema) =>
  Joi.object({ items: Joi.array().items(items).required(), after: text.allow(null) }).required();
const TOKENS = Joi.object({ accessToken: text, refreshToken: text, expiresInSeconds: number }).required();

export const HUBSPOT: Readonly<Record<string, Question<HubSpot>>> = {
  install: {
    ask: (hubspot) => hubspot.install("code"),
    value: Joi.object({
      portalId: id,
      userId: id,
      userEmail: text,
      hubDomain: text,
      scopes: texts,
      tokens: TOKENS,
    }),
    paths: ["/oauth/2026-03/token/introspect", "/oauth"],
  },
  checkAccess: {
    ask: (hubspot) => hubspot.checkAccess(1),
    value: Joi.object({ timeZone: text.allow(null) }).required(),
    paths: ["/account-info/2026-09/details"],
  },
  list: { ask: (hubspot) => hubspot.list(1, "12"), value: LIST.required(), paths: ["/crm/lists/2026-09/12"] },
  searchLists: {
    ask: (hubspot) => hubspot.searchLists(1, "news", null),
    value: page(LIST),
    paths: ["/crm/lists/2026-09/search"],
  },
  contactProperties: {
    ask: (hubspot) => hubspot.contactProperties(1),
    value: Joi.array()
      .items(Joi.object({ name: text, label: text }))
      .required(),
    paths: ["/crm/properties/2026-09/0-1"],
  },
  memberValues: {
    ask: (hubspot) => hubspot.memberValues(1, { listId: "12", property: "line_user_id", after: "1" }),
    value: page(Joi.object({ objectId: text, value: text })),
    paths: ["/crm/lists/2026-09/12/memberships", "/crm/objects/2026-09/contacts/batch/read"],
  },
  completeCallbacks: {
    ask: (hubspot) => hubspot.completeCallbacks(1, [{ callbackId: "c", outputFields: {} }], false),
    value: Joi.object({
      completed: texts,
      gone: texts,
      refusal: Joi.object({ code: text, figures: Joi.object().required() }).allow(null).required(),
    }).required(),
    paths: ["/automation/actions/callbacks/2026-09/complete"],
  },
  ensureRecordType: {
    ask: (hubspot) => hubspot.ensureRecordType(1),
    value: text,
    paths: ["/crm-object-schemas/2026-09/schemas"],
  },
  writeRecord: {
    ask: (hubspot) => hubspot.writeRecord(1, "2-7799", { delivery_id: "d1" }),
    value: text,
    paths: ["/crm/objects/2026-09/2-7799/batch/upsert"],
  },
};
