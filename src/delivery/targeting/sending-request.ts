/** The one request of a delivery, once everything that it names is at LINE. */
import { retryKeyOf } from "../../delivery/lifecycle/delivery-key.ts";
import type { Delivery, Narrowcast } from "../../delivery/delivery.ts";
import { includedAudiences, type Inputs } from "../../delivery/inputs.ts";
import type { LineMessage } from "../../delivery/message/message.ts";
import type { CheckedQuota } from "../../delivery/numbers/quota.ts";
import { narrowcastBody, targeting } from "../../delivery/targeting/targeting.ts";
import { meantFor, type LeftOut } from "../../delivery/targeting/may-be-below.ts";
import type { Upload, UploadPurpose } from "../../delivery/upload.ts";
import type { Audience } from "../../ports/line.ts";

export interface Target {
  readonly audiences: readonly Audience[];
  readonly requestIds: readonly string[];
  readonly quota: CheckedQuota;
  readonly leftOut: LeftOut;
}

export const readyUpload = (uploads: readonly Upload[], purpose: UploadPurpose): Upload | undefined =>
  uploads.find((upload) => upload.purpose === purpose && upload.state === "ready");

/** Those that the message goes to. */
export const includedIn = (audiences: readonly Audience[], inputs: Inputs): readonly Audience[] =>
  audiences.filter(({ id }) => includedAudiences(inputs).includes(id));

/** Something has still to be uploaded, or LINE has not built it. */
export const uploadsMissing = ({ inputs, uploads }: Pick<Delivery, "inputs" | "uploads">): boolean =>
  (inputs.targetingMode === "narrow_to_enrolled" && readyUpload(uploads, "enrolled") === undefined) ||
  (inputs.suppression !== null && readyUpload(uploads, "suppressed") === undefined);

/** Null until all that has to be uploaded is ready at LINE. */
export function sendingRequest(
  delivery: Delivery,
  { audiences, requestIds, quota, leftOut }: Target,
  messages: readonly LineMessage[],
): Omit<Narrowcast, "preparedAt"> | null {
  const { inputs, uploads } = delivery;
  if (uploadsMissing(delivery)) return null;
  const enrolled = readyUpload(uploads, "enrolled");
  const included = includedIn(audiences, inputs);
  const target = targeting(inputs, {
    audiences: included,
    enrolled: enrolled ? { audienceId: enrolled.audienceId ?? "", ids: enrolled.ids } : null,
    suppressedAudienceId: readyUpload(uploads, "suppressed")?.audienceId ?? null,
    reachedRequestIds: requestIds,
    quota,
  });
  return {
    retryKey: retryKeyOf(delivery.id),
    body: narrowcastBody(target, messages),
    audienceName: included[0]?.name ?? null,
    reserved: target.limit.max ?? null,
    meantFor: meantFor(inputs),
    leftOut,
  };
}
