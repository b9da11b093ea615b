/** The one request of a delivery, once everything that it names is at LINE. */
import type { Delivery, Narrowcast } from "../delivery.ts";
import { includedAudiences, type Inputs } from "../inputs.ts";
import { retryKeyOf } from "../lifecycle/delivery-key.ts";
import type { LineMessage } from "../message/message.ts";
import type { CheckedQuota } from "../numbers/quota.ts";
import type { Upload, UploadPurpose } from "../upload.ts";
import { meantFor, type LeftOut } from "./may-be-below.ts";
import type { CheckedAudience } from "./preflight.ts";
import { narrowcastBody, targeting } from "./targeting.ts";

export interface Target {
  readonly audiences: readonly CheckedAudience[];
  readonly requestIds: readonly string[];
  readonly quota: CheckedQuota;
  readonly leftOut: LeftOut;
}

export const readyUpload = (uploads: readonly Upload[], purpose: UploadPurpose): Upload | undefined =>
  uploads.find((upload) => upload.purpose === purpose && upload.state === "ready");

/** Those that the message goes to. */
export const includedIn = (audiences: readonly CheckedAudience[], inputs: Inputs): readonly CheckedAudience[] =>
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
