/** The page on which a person chooses what they hear about. */
import { ALERT_KINDS } from "../../delivery/alerts/alerts.ts";
import { bodyOf, saying, submit } from "../request/form.ts";
import type { PageRequest, PageRoutes } from "../request/visit.ts";
import type { FieldProblem } from "../web/elements.ts";
import { sendPage } from "../web/layout.ts";
import { CHOICE_FIELDS } from "./fields.ts";
import { chooseNotifications, readNotifications } from "./operations.ts";
import { notificationsPage } from "./view.ts";

async function show(visit: PageRequest, problem: FieldProblem | null): Promise<void> {
  const { response, context } = visit;
  const main = notificationsPage(await readNotifications(visit), problem, context);
  sendPage(response, context, { title: context.words.alerts.title, main, status: problem === null ? 200 : 422 });
}

/** A box that is not ticked is not sent. */
function post(visit: PageRequest): Promise<void> {
  const { mail = [], language = "" } = bodyOf(visit.request);
  const ticked = [mail].flat();
  return submit(visit, {
    fields: CHOICE_FIELDS,
    written: {
      mail: Object.fromEntries(ALERT_KINDS.map((kind) => [kind, ticked.includes(kind)])),
      language: language === "" ? null : language,
    },
    act: (chosen) => chooseNotifications(visit, chosen),
    to: () => saying("/notifications", "notifications"),
    again: (problem) => show(visit, problem),
  });
}

export const notificationPages: PageRoutes = {
  "GET /notifications": (visit) => show(visit, null),
  "POST /notifications": post,
};
