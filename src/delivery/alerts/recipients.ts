/** Who is notified of what: as each person has chosen, else by role. Pure. */
import { ALERTS, ALERT_KINDS, type AlertKind } from "./alerts.ts";

export interface Person {
  /** HubSpot's. */
  readonly userId: number;
  readonly roles: readonly string[];
}

/** Whether a person gets e-mail about a kind. */
export type Choices = Readonly<Record<AlertKind, boolean>>;

/** What the person has chosen so far, by kind. */
export type Chosen = Readonly<Partial<Record<AlertKind, boolean>>>;

export const choicesOf = ({ roles }: Pick<Person, "roles">, chosen: Chosen): Choices =>
  Object.fromEntries(
    ALERT_KINDS.map((kind) => [kind, chosen[kind] ?? ALERTS[kind].roles.some((role) => roles.includes(role))]),
  ) as Choices;

/** The people who get e-mail about this. */
export const readersOf = <P extends Person>(
  kind: AlertKind,
  people: readonly P[],
  chosenBy: (userId: number) => Chosen,
): readonly P[] => people.filter((person) => choicesOf(person, chosenBy(person.userId))[kind]);
