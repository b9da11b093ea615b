/**
 * Which executions belong together: same portal, channel, list, rehearsal or not, and everything that readers could notice.
 * And the two names that follow from it, so that a database that has lost its last commits gives the same ones again.
 */
import { createHash } from "node:crypto";
import { includedAudiences, type Inputs } from "../inputs.ts";
import { allConditions, keyedAlone, keyValues } from "../targeting/attributes.ts";
import { asRead } from "../message/message.ts";

/**
 * `portal:channel:list:send|rehearsal:fingerprint`. What only says when, how many or under which conditions (settings) is
 * left out: a builder who changes that still means the same send, and must not cause a second one.
 */
export function deliveryKey(portalId: number, inputs: Inputs): string {
  return `${laneOf(portalId, inputs)}:${hashesOf(inputs).fingerprint}`;
}

/** `portal:channel:list:send|rehearsal`: only executions that share it can ever become one delivery. */
export const laneOf = (portalId: number, { channelId, listId, rehearsal }: Inputs): string =>
  `${portalId}:${channelId}:${listId}:${rehearsal ? "rehearsal" : "send"}`;

/** Of a key that `deliveryKey` made. */
export const laneOfKey = (key: string): string => key.slice(0, key.lastIndexOf(":"));

/** The same for two executions only if their action was filled in alike, list and settings included. */
export const variantOf = (inputs: Inputs): string => hashesOf(inputs).variant;

interface Hashes {
  readonly fingerprint: string;
  readonly variant: string;
}

/** A run brings the same inputs object thousands of times (see `readExecution`); hashing 5,000 characters once is enough. */
const remembered = new WeakMap<Inputs, Hashes>();

function hashesOf(inputs: Inputs): Hashes {
  const known = remembered.get(inputs);
  if (known !== undefined) return known;
  const fingerprint = hash(fingerprinted(inputs));
  const hashes = { fingerprint, variant: hash([fingerprint, ...restOf(inputs)]) };
  remembered.set(inputs, hashes);
  return hashes;
}

/** Changes with any part of the value. */
export const digestOf = (value: unknown): string => createHash("sha256").update(JSON.stringify(value)).digest("hex");

const hash = (value: unknown): string => digestOf(value).slice(0, 32);

/**
 * The order of the entries is part of every stored key: append, never reorder, and only where something was asked for, so
 * that keys stay as they were while an input that came later is not used.
 *
 * A saved message counts by its id: editing its text must not send twice to the same list. Which property holds the LINE
 * user IDs is not known here: HubSpot sends each record's value.
 */
function fingerprinted(inputs: Inputs): readonly unknown[] {
  const { targetingMode, message, excludeAudienceIds, suppression, excludeReachedDays } = inputs;
  const conditions = allConditions(inputs.attributes);
  const [audience = null, ...more] = sorted(includedAudiences(inputs));
  const excludes = excludeAudienceIds.length > 0 || suppression !== null || excludeReachedDays !== null;
  return [
    ["targeting", targetingMode, audience, ...more],
    ["who", ...conditions.filter(({ keyed }) => keyed === "who").flatMap(keyValues)],
    message.kind === "saved" ? ["saved", message.messageId] : ["text", asRead(message.text)],
    ...(excludes
      ? [
          [
            "without",
            sorted(excludeAudienceIds),
            suppression && [suppression.listId, suppression.property],
            excludeReachedDays,
          ],
        ]
      : []),
    ...keyedAlone(conditions),
  ];
}

/** What makes the fingerprint. */
const FINGERPRINTED: ReadonlySet<string> = new Set<keyof Inputs>([
  "targetingMode",
  "audienceId",
  "includeAudienceIds",
  "attributes",
  "message",
  "excludeAudienceIds",
  "suppression",
  "excludeReachedDays",
]);

/** Every other input, also one that is added later. A delivery without a name is as it was before there were any. */
const restOf = (inputs: Inputs): readonly unknown[] =>
  Object.entries(inputs)
    .filter(([name, value]) => !FINGERPRINTED.has(name) && !(name === "deliveryName" && value === null))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));

/**
 * The delivery that a key opens next, by the one it opened before (null: none). Where the opening itself is lost, its
 * successor takes its place: with the same retry key, and the same record at HubSpot.
 */
export const deliveryIdAfter = (key: string, previousId: string | null): string =>
  namedUuid(`delivery ${key} ${previousId ?? "first"}`);

/**
 * X-Line-Retry-Key of a delivery's one request, which is prepared once. LINE accepts a key only once in 24 hours, whatever
 * is asked with it. https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
 */
export const retryKeyOf = (deliveryId: string): string => namedUuid(`narrowcast ${deliveryId}`);

/** Of this service's names alone. */
const NAMESPACE = Buffer.from("8b0f5d1c6f9e4f3fa1d27c5b90e4a36d", "hex");

/** UUID version 5: https://www.rfc-editor.org/rfc/rfc9562#section-5.5 */
export function namedUuid(name: string, namespace = NAMESPACE): string {
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
