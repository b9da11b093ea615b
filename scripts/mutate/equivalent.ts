/** Mutants that no test can notice, each with its reason. `npm run mutate` names those that a test does notice. */

export interface Equivalent {
  readonly file: string;
  /** The code, and what it became. */
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

const of = (
  file: string,
  because: string,
  ...changes: readonly (readonly [from: string, to: string])[]
): Equivalent[] => changes.map(([from, to]) => ({ file, from, to, because }));

const LIFECYCLE = "src/delivery/lifecycle";
const MESSAGE = "src/delivery/message";
const TARGETING = "src/delivery/targeting";

const WINDOW = `${LIFECYCLE}/window.ts`;
const NEXT_STEP = `${LIFECYCLE}/next-step.ts`;
const DESTINATION = `${LIFECYCLE}/edits/destination.ts`;
const CHECK = `${MESSAGE}/message-check.ts`;
const LINKS = `${MESSAGE}/links.ts`;
const PASTED = `${MESSAGE}/pasted.ts`;
const REFUSAL = `${MESSAGE}/line-refusal.ts`;

/** A `switch` over all kinds there are. */
const exhaustive = (file: string, kind: string): Equivalent[] =>
  of(file, "for the compiler: no other kind comes", [`default: return ${kind} satisfies never;`, "default:"]);

export const EQUIVALENT: readonly Equivalent[] = [
  ...of(WINDOW, "what may be asked for ends with HubSpot's maximum, and the caller only compares with that", [
    "false",
    "true",
  ]),
  ...of(WINDOW, "for the compiler: every caller has a delivery that collects", [
    'delivery.state.phase === "collecting"',
    "true",
  ]),
  ...of(
    WINDOW,
    "for the compiler: no size is larger than 0",
    ['list.known === "yes" && list.size !== null', "true"],
    ['list.known === "yes" && list.size !== null', 'list.known === "yes" || list.size !== null'],
    ['list.known === "yes"', "true"],
    ["list.size !== null", "true"],
  ),
  ...of(WINDOW, "an outage that ended in 1970 changes nothing", ["outageEndedAt === null", "false"]),
  ...exhaustive(NEXT_STEP, "state"),
  ...exhaustive(`${LIFECYCLE}/results/after-follow.ts`, "phase"),
  ...exhaustive(`${LIFECYCLE}/results/after-send.ts`, "result"),
  ...of(NEXT_STEP, "nothing is uploaded of what is only sealed, and what has nothing to upload goes on as sealed", [
    'case "sealed": return onceSealed(delivery, state.wait, now);',
    'case "sealed":',
  ]),
  ...of(NEXT_STEP, "no clock runs back to before 1970", ["lastAt !== null", "true"]),
  ...of(NEXT_STEP, "for the compiler: the caller has looked", ["following === null", "false"]),
  ...of(`${LIFECYCLE}/membership.ts`, "for the compiler: no outcome is none that LINE has", [
    "outcome !== null",
    "true",
  ]),
  ...of(`${LIFECYCLE}/membership.ts`, "for the compiler: what LINE has was sealed", ["sealedAt !== null", "true"]),
  ...of(`${LIFECYCLE}/commands.ts`, "what is possible does not depend on who asks", ['""', '"Stryker was here!"']),
  ...of(`${LIFECYCLE}/commands.ts`, "a wait has no kind: only why and until when", ['"later"', '""']),
  ...of(
    DESTINATION,
    "for the compiler: beside no delivery an execution goes nowhere, and opens one",
    ["underOldKey !== null", "true"],
    ["byKey !== null", "true"],
    ["byKey === null", "false"],
  ),
  ...of(`${LIFECYCLE}/edits/after-edit.ts`, "for the compiler: none is before any deadline", [
    "sendAt === null",
    "false",
  ]),
  ...of(`${LIFECYCLE}/policies.ts`, "for the compiler: no person has the id null", ["author === null", "false"]),
  ...of(`${LIFECYCLE}/send-time.ts`, "the end of the quiet hours is the next such time from itself on", [
    "sinceStart >= quietMinutes",
    "sinceStart > quietMinutes",
  ]),
  ...of(
    `${LIFECYCLE}/delivery-key.ts`,
    "what is remembered only saves time",
    ["known !== undefined", "false"],
    ["remembered.set(inputs, hashes);", ";"],
  ),
  ...of(`${LIFECYCLE}/delivery-key.ts`, "the first match begins at the beginning", [
    "/^(.{8})(.{4})(.{4})(.{4})/",
    "/(.{8})(.{4})(.{4})(.{4})/",
  ]),
  ...of("src/delivery/hubspot/release-pause.ts", "for the compiler: executions are let go after the outcome", [
    "outcomeOf(delivery)?.at",
    "outcomeOf(delivery).at",
  ]),
  ...of(CHECK, "no count differs from the first by being it", ["uneven >= 0", "uneven > 0"]),
  ...of(
    CHECK,
    "for the compiler: the columns have been checked by then",
    ['isObject(value) && Array.isArray(value["columns"])', "true"],
    ['isObject(value) && Array.isArray(value["columns"])', 'isObject(value) || Array.isArray(value["columns"])'],
    ['value["columns"].filter(isObject)', 'value["columns"]'],
  ),
  ...of(CHECK, "for the compiler: the text has been checked by then", ['typeof value["text"] !== "string"', "false"]),
  ...of(`${MESSAGE}/message-rules.ts`, "what has no scheme is no address to a parser either", [
    "scheme !== undefined",
    "true",
  ]),
  ...of(LINKS, "what is written is what was there", ["from === 0", "false"]),
  ...of(LINKS, "before the first character there is none", ["end > 0", "end >= 0"]),
  ...of(
    LINKS,
    "the first match begins at the beginning and ends at the end; without a fragment both are as given",
    ["/^([^#]*)(#.*)?$/s", "/([^#]*)(#.*)?$/s"],
    ["/^([^#]*)(#.*)?$/s", "/^([^#]*)(#.*)?/s"],
    ["/^([^#]*)(#.*)?$/s", "/^([^#]*)(#.*)$/s"],
  ),
  ...of(LINKS, "a list is walked through as an object is", ["Array.isArray(value)", "false"]),
  ...of(
    PASTED,
    "where nothing but the surroundings is left, nothing is",
    ["end > before.length", "true"],
    ["end > before.length", "end >= before.length"],
  ),
  ...of(PASTED, "for the compiler: the pattern matches nothing, too", [
    "BEFORE.exec(text)?.[0]",
    "BEFORE.exec(text)[0]",
  ]),
  ...of(REFUSAL, "empty names are left out", ['/[/.[\\]"]+/', '/[/.[\\]"]/']),
  ...of(REFUSAL, "for the compiler: null begins like no message", ["property !== null", "true"]),
  ...of(REFUSAL, "for the compiler: a text has a first entry", ["fault === undefined", "false"]),
  ...of("src/delivery/numbers/numbers.ts", "no reason is called so", ["[]", '["Stryker was here"]']),
  ...of("src/delivery/numbers/numbers.ts", "for the compiler: none is not too few", ["high === null", "false"]),
  ...of(`${TARGETING}/may-be-below.ts`, "for the compiler: none is not too few", ["size !== null", "true"]),
  ...of(`${TARGETING}/targeting.ts`, "for the compiler: LINE names every audience that is ready", [
    '""',
    '"Stryker was here!"',
  ]),
  ...of(`${TARGETING}/decide-preflight.ts`, "for the compiler: only a maximum brings this rule", [
    "maxRecipients === null",
    "false",
  ]),
];
