/** Audiences made of LINE user IDs. https://developers.line.biz/en/reference/messaging-api/#manage-audience-group */
import { nothing, ok, refused } from "../shared/failures.ts";
import { id, object, readResponse } from "../shared/read-response.ts";
import type { Answer, Failure } from "../../delivery/answer.ts";
import type { Audience, ChannelRef, IdFile } from "../../ports/line.ts";
import { failureOf, isUnknownAudience, type LineError } from "./answers.ts";
import { ownGroups } from "./audience-reader.ts";
import { toAudience } from "./audiences.ts";
import { REFUSED_TOKEN } from "./channel-token.ts";
import { channelFor, type Ask, type Budget, type RequestOptions } from "./request.ts";
import { sendIdFile, type FileRequest } from "./upload-file.ts";

/** LINE searches by part of the name; the newest of those that carry exactly this one. */
export async function findUpload(ask: Ask, name: string): Promise<Answer<Audience | null>> {
  const groups = await ownGroups(ask, name);
  if (groups.kind !== "ok") return groups;
  const [newest] = groups.value
    .filter(({ description, type }) => description === name && type === "UPLOAD")
    .toSorted((a, b) => (b.created ?? 0) - (a.created ?? 0));
  return ok(newest === undefined ? null : toAudience(newest, { shared: false }));
}

interface UploadOptions extends RequestOptions {
  readonly dataUrl: string;
  readonly uploadTimeoutMs: number;
}

const CREATED = object({ audienceGroupId: id });

export async function createUpload(
  options: UploadOptions,
  channel: ChannelRef,
  name: string,
  file: IdFile,
): Promise<Answer<string>> {
  // Both are sent although LINE has defaults for them: nothing is left to how an empty field is read.
  const fields = { description: name, isIfaAudience: "false", uploadDescription: name };
  const read = (response: unknown) => readResponse(CREATED, response).audienceGroupId;
  return upload(options, channel, "audience_create", { method: "POST", fields, file }, read);
}

export async function addToUpload(
  options: UploadOptions,
  channel: ChannelRef,
  audienceId: string,
  file: IdFile,
): Promise<Answer<null>> {
  const fields = { audienceGroupId: audienceId, uploadDescription: "more" };
  return upload(options, channel, "audience_add", { method: "PUT", fields, file }, () => null);
}

async function upload<T>(
  options: UploadOptions,
  channel: ChannelRef,
  budget: Budget,
  request: Pick<FileRequest, "method" | "fields" | "file">,
  read: (response: unknown) => T,
): Promise<Answer<T>> {
  const { tokens, dataUrl, uploadTimeoutMs: timeoutMs } = options;
  const who = await channelFor(options, channel, budget);
  if (who.kind !== "ok") return who;
  const url = `${dataUrl}/v2/bot/audienceGroup/upload/byFile`;
  return tokens.use(who.value, async (token) => {
    // LINE may have created an audience without saying which: it is found by its name.
    const answer = await sendIdFile({ ...request, url, token, timeoutMs }, read);
    if (answer.kind !== "error") return answer;
    return answer.error.status === 401 ? REFUSED_TOKEN : uploadFailure(answer.error);
  });
}

const MAX_AUDIENCES = 1000;

/** For files the message itself can be the code. https://developers.line.biz/en/reference/messaging-api/#manage-audience-error */
function uploadFailure(error: LineError): Failure {
  const said = `${error.message} ${error.details}`;
  if (error.status !== 400) return failureOf(error);
  if (/INVALID_AUDIENCE_ID_FORMAT/.test(said)) return refused("UPLOAD_FAILED", { detail: "IDS_INVALID" });
  if (/COUNT_MAX_OVER/.test(said)) return refused("AUDIENCES_FULL", { maximum: MAX_AUDIENCES });
  return refused("UPLOAD_FAILED", { detail: said.trim() || "HTTP 400" });
}

/** Gone afterwards; an unknown audience is gone already. */
export const deleteAudience = (ask: Ask, audienceId: string): Promise<Answer<null>> =>
  ask<null>(
    "audience_delete",
    (line) => line.deleteAudienceGroup(Number(audienceId)).then(nothing),
    (error) => (isUnknownAudience(error) ? ok(null) : failureOf(error)),
  );
