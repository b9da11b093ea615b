/** Audiences made of LINE user IDs. https://developers.line.biz/en/reference/messaging-api/#manage-audience-group */
import { finding } from "../../delivery/codes.ts";
import { readFields, type ResponseFields } from "../shared/read-response.ts";
import type { Answer } from "../../ports/answer.ts";
import type { Audience, ChannelRef, IdFile } from "../../ports/line.ts";
import { failureOf, mapped, refused, unreachable, type Failure, type LineError } from "./answers.ts";
import { notConnected, acquire, type RequestAsChannel, type AskOptions, type Budget } from "./ask.ts";
import { allPages } from "./audience-reader.ts";
import { toAudience } from "./audiences.ts";
import { unauthorized } from "./channel-token.ts";
import { sendIdFile, type FileRequest } from "./upload-file.ts";

const PAGE_SIZE = 40;

/** LINE searches by part of the name; the newest of those that carry exactly this one. */
export async function findUpload(
  requestAsChannel: RequestAsChannel,
  channel: ChannelRef,
  name: string,
): Promise<Answer<Audience | null>> {
  const groups = await allPages((page) =>
    requestAsChannel(channel, "audience_list", ({ audience }) =>
      audience.getAudienceGroups(page, name, undefined, PAGE_SIZE, false),
    ),
  );
  return mapped(groups, (all) => {
    const created = (group: ResponseFields) => group.optionalNumber("created") ?? 0;
    const [newest] = all.filter((group) => isUploadCalled(name, group)).toSorted((a, b) => created(b) - created(a));
    return newest === undefined ? null : toAudience(newest, { shared: false });
  });
}

const isUploadCalled = (name: string, group: ResponseFields): boolean =>
  group.optionalText("description") === name && group.optionalText("type") === "UPLOAD";

interface UploadOptions extends AskOptions {
  readonly dataUrl: string;
  readonly uploadTimeoutMs: number;
}

export async function createUpload(
  options: UploadOptions,
  channel: ChannelRef,
  name: string,
  file: IdFile,
): Promise<Answer<string>> {
  // Both are sent although LINE has defaults for them: nothing is left to how an empty field is read.
  const fields = { description: name, isIfaAudience: "false", uploadDescription: name };
  const answer = await withToken(options, channel, "audience_create", { method: "POST", fields, file });
  // Created, but nobody knows as what: it is found by its name.
  return mapped(answer, (value) => readFields(value).id("audienceGroupId"));
}

export async function addToUpload(
  options: UploadOptions,
  channel: ChannelRef,
  audienceId: string,
  file: IdFile,
): Promise<Answer<null>> {
  const fields = { audienceGroupId: audienceId, uploadDescription: "more" };
  const answer = await withToken(options, channel, "audience_add", { method: "PUT", fields, file });
  return answer.kind === "ok" ? { kind: "ok", value: null } : answer;
}

/** With a token that LINE refuses the file goes again, once, with a fresh one. */
async function withToken(
  { credentials, limiter, tokens, dataUrl, uploadTimeoutMs }: UploadOptions,
  channel: ChannelRef,
  budget: Budget,
  request: Pick<FileRequest, "method" | "fields" | "file">,
): Promise<Answer<unknown>> {
  const who = await credentials.channelCredentials(channel);
  if (who === null) return notConnected(channel);
  for (let attempt = 0; ; attempt += 1) {
    const waiting = await acquire(limiter, who, budget);
    if (waiting !== null) return waiting;
    const token = await tokens.token(who);
    if (token.kind !== "ok") return token;
    const url = `${dataUrl}/v2/bot/audienceGroup/upload/byFile`;
    const answer = await sendIdFile({ ...request, url, token: token.value, timeoutMs: uploadTimeoutMs });
    if (answer.kind === "done") return { kind: "ok", value: answer.body };
    if (answer.kind === "lost") return unreachable;
    if (answer.error.status !== 401) return uploadFailure(answer.error);
    tokens.drop(who, token.value);
    if (attempt > 0) return unauthorized(who.lineChannelId);
  }
}

const MOST_AUDIENCES = 1000;

/** For files the message itself can be the code. https://developers.line.biz/en/reference/messaging-api/#manage-audience-error */
function uploadFailure(error: LineError): Failure {
  const said = `${error.message} ${error.details}`;
  if (error.status !== 400) return failureOf(error);
  if (/INVALID_AUDIENCE_ID_FORMAT/.test(said)) return refused(finding("UPLOAD_FAILED", { detail: "IDS_INVALID" }));
  if (/COUNT_MAX_OVER/.test(said)) return refused(finding("AUDIENCES_FULL", { maximum: MOST_AUDIENCES }));
  return refused(finding("UPLOAD_FAILED", { detail: said.trim() || "HTTP 400" }));
}

/** Gone afterwards; whoever is unknown is gone already. */
export async function deleteAudience(
  requestAsChannel: RequestAsChannel,
  channel: ChannelRef,
  audienceId: string,
): Promise<Answer<null>> {
  const gone = ({ status, message, details }: LineError): boolean =>
    status === 404 || (status === 400 && /NOT_FOUND/.test(`${message} ${details}`));
  let missing = false;
  const answer = await requestAsChannel(
    channel,
    "audience_delete",
    ({ audience }) => audience.deleteAudienceGroup(Number(audienceId)),
    (error) => {
      missing = gone(error);
      return failureOf(error);
    },
  );
  return answer.kind === "ok" || missing ? { kind: "ok", value: null } : answer;
}
