/**
 * Builds with a fault that the simulation has to find: the source is changed as it is loaded. A promise that no broken
 * build can break is not being checked.
 */
import { registerHooks } from "node:module";

interface Break {
  /** What this build does wrong. */
  readonly wrong: string;
  /** The promise it breaks. */
  readonly invariant: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const BREAKS: Readonly<Record<string, Break>> = {
  "retry-key": {
    wrong: "the retry key is made for each attempt instead of being stored before the first",
    invariant: "no_message_twice",
    file: "src/steps/send-narrowcast.ts",
    find: "await line.sendNarrowcast(channel, request)",
    replace: "await line.sendNarrowcast(channel, { ...request, retryKey: crypto.randomUUID() })",
  },
  "random-key": {
    wrong: "the retry key is random instead of following from the delivery's id",
    invariant: "no_rollback_sends_twice",
    file: "src/delivery/targeting/targeting.ts",
    find: "retryKey: retryKeyOf(delivery.id)",
    replace: "retryKey: crypto.randomUUID()",
  },
  "release-early": {
    wrong: "executions are released as delivered once LINE has accepted, before the outcome is known",
    invariant: "released_after_the_result",
    file: "src/delivery/lifecycle/results/after-send.ts",
    find: "return accepted(delivery, result.requestId, now, false);",
    replace:
      'return afterConclusion(accepted(delivery, result.requestId, now, false).delivery, { kind: "delivered", finding: finding("DELIVERED", { success: 0 }) }, now);',
  },
  "fifty-is-one": {
    wrong: "one person is enough for a send",
    invariant: "no_narrowcast_below_fifty",
    file: "src/delivery/targeting/minimums.ts",
    find: "MIN_RECIPIENTS = 50",
    replace: "MIN_RECIPIENTS = 1",
  },
  "seal-unlocked": {
    wrong: "a change is decided without the lock of the delivery's row",
    invariant: "members_as_sealed",
    file: "src/store/deliveries/deliveries.ts",
    find: ".selectAll().forUpdate()",
    replace: ".selectAll()",
  },
  "policies-ignored": {
    wrong: "the account's policies ask no one",
    invariant: "policies_ask_a_person",
    file: "src/delivery/lifecycle/approval.ts",
    find: "...POLICY_REASONS,",
    replace: "",
  },
  "edit-unguarded": {
    wrong: "a changed step is sent again without asking anyone",
    invariant: "no_unapproved_second_send_of_a_step",
    file: "src/delivery/lifecycle/edits/earlier-send.ts",
    find: "if (newest === undefined) return null;",
    replace: "if (newest === undefined || newest.id !== null) return null;",
  },
};

export function breakBuild(name: string): void {
  const { file, find, replace } = BREAKS[name] ?? unknown(name);
  let done = false;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (!url.endsWith(`/${file}`)) return loaded;
      const source = Buffer.from(loaded.source as Uint8Array).toString();
      if (!source.includes(find)) throw new Error(`--break ${name}: ${file} has no «${find}» any more`);
      done = true;
      return { ...loaded, source: source.replace(find, replace) };
    },
  });
  process.once("exit", () => {
    if (!done) process.stderr.write(`--break ${name}: ${file} was never loaded\n`);
  });
}

function unknown(name: string): never {
  throw new Error(`--break takes one of ${Object.keys(BREAKS).join(", ")}, not ${name}`);
}
