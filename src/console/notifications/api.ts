/** What a person is notified of, through the API. */
import Joi from "joi";
import { ALERT_KINDS } from "../../delivery/alerts/alerts.ts";
import { FINDING, findingJson, INSTANT, instant, TEXT } from "../web/answers.ts";
import { ID, listOf, oneOf, orNull, shape } from "../web/schemas.ts";
import { HttpProblem } from "../../server/problem.ts";
import { wordsOf } from "../request/api-request.ts";
import { route, type ApiRoom, type Call } from "../request/api-route.ts";
import { CHOICE_FIELDS, LANGUAGE } from "./fields.ts";
import { chooseNotifications, readNotifications } from "./operations.ts";

const SENT = shape({
  id: ID,
  kind: oneOf(ALERT_KINDS),
  subject: TEXT.description(
    "Id of the delivery, workflow or channel that it is about; `hubspot` for the HubSpot account",
  ),
  to: orNull(TEXT).description("Null where the person has left"),
  state: oneOf(["waiting", "sent", "failed", "dropped"] as const).description("`dropped`: no longer needed"),
  finding: orNull(FINDING).description("Why it waits or failed"),
  since: INSTANT,
});

const NOTIFICATIONS = shape({
  available: Joi.boolean().description("Whether the service can send e-mail"),
  language: LANGUAGE,
  mail: shape(Object.fromEntries(ALERT_KINDS.map((kind) => [kind, Joi.boolean()]))).description(
    "Whether the person who asks gets e-mail, by kind",
  ),
  latest: listOf(SENT).description("To anyone of the account, newest first"),
});

const answer = async (call: Call) => {
  const { mails, language, chosen, latest } = await readNotifications(call);
  return {
    available: mails,
    language,
    mail: chosen,
    latest: latest.map(({ id, alert: { kind, subject }, to, state, finding, since }) => ({
      id,
      kind,
      subject,
      to,
      state,
      finding: finding === null ? null : findingJson(finding),
      since: instant(since),
    })),
  };
};

const routes = [
  route("GET /notifications", {
    name: "getNotifications",
    summary: "What the person who asks is notified of, and the latest e-mails to people of the account",
    answer: [200, "As it is now", NOTIFICATIONS],
    handle: answer,
  }),
  route("PATCH /notifications", {
    name: "chooseNotifications",
    summary: "Chooses what the person who asks is notified of",
    body: CHOICE_FIELDS,
    answer: [200, "As it is now", NOTIFICATIONS],
    handle: async (call) => {
      if (call.session.keyId !== undefined) {
        const title = wordsOf(call.request).keys.refused.notifications;
        throw new HttpProblem({ status: 403, code: "SESSION_ONLY", title });
      }
      await chooseNotifications(call, call.body);
      return answer(call);
    },
  }),
];

export const notificationsApi: ApiRoom = {
  tag: "notifications",
  about: "What people are notified of by e-mail",
  routes,
  schemas: { Notifications: NOTIFICATIONS, SentNotification: SENT },
};
