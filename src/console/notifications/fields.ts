/** What a person is notified of, as a form and the API write it. */
import Joi from "joi";
import { ALERT_KINDS } from "../../delivery/alerts/alerts.ts";
import type { Chosen } from "../../delivery/alerts/recipients.ts";
import { LANGUAGES } from "../../i18n/wording.ts";
import { oneOf, orNull, partial } from "../web/schemas.ts";

const KINDS = Object.fromEntries(ALERT_KINDS.map((kind) => [kind, Joi.boolean()]));

export const LANGUAGE = orNull(oneOf<string>(LANGUAGES)).description("Of e-mails; null: as in the account's settings");

export const CHOICE_FIELDS = partial({
  language: LANGUAGE,
  mail: Joi.object<Chosen>(KINDS).description("Whether the person gets e-mail, by kind"),
}).description("What is left out stays as it is");
