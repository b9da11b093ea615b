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

const WINDOW = "src/delivery/lifecycle/window.ts";

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
];
