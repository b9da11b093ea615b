/** The job `mails`: sends the mails of a portal whose time has come, one after another. */
import { backOffSeconds } from "../../delivery/lifecycle/back-off.ts";
import { DAY_MS } from "../../delivery/durations.ts";
import type { Answer } from "../../delivery/answer.ts";
import { languageOf } from "../../i18n/wording.ts";
import { alertMail, type AlertFacts } from "../../i18n/alert-mail.ts";
import type { Alerts, Attempted, Notification } from "../../ports/notify/alerts.ts";
import type { Mail } from "../../ports/notify/mail.ts";
import type { Member, Members } from "../../ports/store/members.ts";
import { factsOf, type FactPorts } from "./alert-facts.ts";

interface MailPorts extends FactPorts {
  readonly store: Pick<Alerts, "dueMails" | "noteMail"> & Pick<Members, "members"> & FactPorts["store"];
  readonly mail: Mail;
}

const AT_ONCE = 50;

export async function sendMails(portalId: number, ports: MailPorts): Promise<void> {
  const due = await ports.store.dueMails(portalId, AT_ONCE);
  if (due.length === 0) return;
  const people = new Map((await ports.store.members(portalId)).map((person) => [person.userId, person]));
  const known = new Map<string, Promise<AlertFacts | null>>();
  for (const one of due) {
    const { alert } = one;
    if (!known.has(alert.id)) known.set(alert.id, factsOf(portalId, alert, ports));
    const attempted = await attempt(one, people.get(one.userId), (await known.get(alert.id)) ?? null, ports);
    await ports.store.noteMail(portalId, one.id, attempted);
    // The others would meet the same; each was due at the same time, and comes again with this one.
    if (attempted.kind === "later") return;
  }
  if (due.length === AT_ONCE) await sendMails(portalId, ports);
}

/** Nothing is sent about what is over, or to a person who has left. */
async function attempt(
  { id, alert, tries, since }: Notification,
  person: Member | undefined,
  facts: AlertFacts | null,
  { mail }: MailPorts,
): Promise<Attempted> {
  const over = alert.closedAt !== null && alert.kind !== "delivery_finished";
  if (over || person === undefined || facts === null) return { kind: "dropped" };
  const language = languageOf(person.mailLanguage ?? facts.language);
  const answer = await mail.send({ id, to: person.userEmail, language, ...alertMail(facts, language) });
  return whatBecame(answer, { tries, age: facts.now - since });
}

const LATER = { firstSeconds: 30, mostSeconds: 3600 };

/** A mail that comes a day late says what is no longer so. */
const GIVEN_UP_AFTER_MS = DAY_MS;

function whatBecame(answer: Answer<null>, { tries, age }: { readonly tries: number; readonly age: number }): Attempted {
  if (answer.kind === "ok") return { kind: "sent" };
  const { finding } = answer;
  if (answer.kind === "refused" || age > GIVEN_UP_AFTER_MS) return { kind: "failed", finding };
  return { kind: "later", finding, seconds: backOffSeconds(tries, LATER.firstSeconds, LATER.mostSeconds) };
}
