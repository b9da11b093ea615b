/** Which enrollments belong together: same portal, channel, list, and everything that shapes what is sent to whom. */
import { createHash } from "node:crypto";
import type { Inputs } from "./inputs.ts";

/**
 * `portal:channel:list:fingerprint`. When to collect and when to send again are left out: whoever changes only those still
 * means the same send, and must not cause a second one.
 */
export function deliveryKey(portalId: number, inputs: Inputs): string {
  return `${portalId}:${inputs.channelId}:${inputs.listId}:${fingerprint(inputs)}`;
}

/** A run brings the same inputs object thousands of times (see `readExecution`); hashing 5,000 characters once is enough. */
const fingerprints = new WeakMap<Inputs, string>();

function fingerprint(inputs: Inputs): string {
  const known = fingerprints.get(inputs);
  if (known !== undefined) return known;
  const hash = createHash("sha256").update(canonical(inputs)).digest("hex").slice(0, 32);
  fingerprints.set(inputs, hash);
  return hash;
}

/** The order of the entries is part of every stored key: append, never reorder, and only where something was asked for. */
function canonical({ targetingMode, audienceId, attributes, message, ...options }: Inputs): string {
  const { genders, ageFrom, ageBelow, os, areas, friendDaysFrom, friendDaysBelow } = attributes;
  return JSON.stringify([
    ["targeting", targetingMode, audienceId],
    ["who", sorted(genders), ageFrom, ageBelow, sorted(os), sorted(areas), friendDaysFrom, friendDaysBelow],
    message.kind === "saved" ? ["saved", message.messageId] : ["text", message.text],
    ["options", options.silent, options.quotaPolicy, options.maxRecipients],
    ...later(options),
  ]);
}

/**
 * Inputs that came later leave keys as they were while they are not used. Quiet hours are left out, like the window: whoever
 * changes only those still means the same send.
 */
function later(options: Omit<Inputs, "targetingMode" | "audienceId" | "attributes" | "message">): readonly unknown[] {
  const { excludeAudienceIds, suppression, excludeReachedDays, sendAt, requireApproval, rehearsal } = options;
  const excludes = excludeAudienceIds.length > 0 || suppression !== null || excludeReachedDays !== null;
  const entries = [
    excludes && [
      "without",
      sorted(excludeAudienceIds),
      suppression && [suppression.listId, suppression.property],
      excludeReachedDays,
    ],
    sendAt !== null && ["sendAt", sendAt],
    requireApproval && ["approval"],
    rehearsal && ["rehearsal"],
  ];
  return entries.filter((entry) => entry !== false);
}

const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
