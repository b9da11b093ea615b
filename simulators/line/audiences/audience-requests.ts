/** The bodies of the audience routes. https://developers.line.biz/en/reference/messaging-api/#manage-audience-group */
import { AUDIENCE_LIFE_MS, permissionOf, requireAudience, seconds, SMALLEST_RESTRICTED } from "./audiences.ts";
import { countBits, pickBits } from "../bits.ts";
import { boolean, errorsOf, integer, list, object, string, url, type Check } from "../checks.ts";
import { chance, seedOf } from "../../chance.ts";
import { audienceError, bodyErrors, noAccess, refusal, type ErrorDetail } from "../line-error.ts";
import { addIds, createUpload, idsOfFile, idsOfJson, type FileUpload, type NewUpload } from "./upload.ts";
import type { IncomingMessage } from "node:http";
import { DAY, HOUR, type AudienceGroup, type Channel, type Narrowcast, type World } from "../world.ts";

const MAX_AUDIENCES = 1000;
const MAX_NAME_CHARACTERS = 120;
const MAX_UPLOAD_DESCRIPTION_CHARACTERS = 300;
const OLDEST_MESSAGE_MS = 60 * DAY;

const text: Check = string(0, Number.MAX_SAFE_INTEGER);
/** Formats and numbers have error codes of their own; only the shape is checked here. */
const members = list(object({ id: text }), 0, Number.MAX_SAFE_INTEGER);

interface UploadBody {
  readonly description?: string;
  readonly uploadDescription?: string;
  readonly isIfaAudience?: boolean;
  readonly audienceGroupId?: number;
  readonly audiences?: readonly { id: string }[];
}

export function createByJson(world: World, channel: Channel, body: unknown): object {
  refuseMisshapen(
    body,
    object({}, { description: text, isIfaAudience: boolean, uploadDescription: text, audiences: members }),
  );
  const checked = body as UploadBody;
  const upload = newUpload(channel, checked, checked.isIfaAudience ?? false);
  return createdView(createUpload(world, channel, upload, idsOfJson(world, channel, checked.audiences ?? [])));
}

export async function createByFile(world: World, channel: Channel, request: IncomingMessage): Promise<object> {
  const { fields, ids } = await idsOfFile(world, channel, request);
  refuseOthers(fields, ["description", "isIfaAudience", "uploadDescription"]);
  const ifa = fields["isIfaAudience"] ?? "false";
  if (ifa !== "true" && ifa !== "false")
    throw bodyErrors([{ message: "Must be a boolean", property: "isIfaAudience" }]);
  const upload = newUpload(channel, fields, ifa === "true");
  if (ids.given === 0) throw audienceError("UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS");
  return createdView(createUpload(world, channel, upload, ids));
}

export function addByJson(world: World, channel: Channel, body: unknown): object {
  const required = { audienceGroupId: integer(1), audiences: members };
  refuseMisshapen(body, object(required, { uploadDescription: text }));
  const checked = body as Required<UploadBody>;
  const group = writable(world, channel, checked.audienceGroupId);
  const ids = idsOfJson(world, channel, checked.audiences);
  if (ids.given === 0) throw audienceError("UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS");
  addIds(world, channel, group, uploadDescription(checked), ids);
  return {};
}

export async function addByFile(world: World, channel: Channel, request: IncomingMessage): Promise<object> {
  const { fields, ids }: FileUpload = await idsOfFile(world, channel, request);
  refuseOthers(fields, ["audienceGroupId", "uploadDescription"]);
  const group = writable(world, channel, audienceId(fields["audienceGroupId"] ?? ""));
  if (ids.given === 0) throw audienceError("UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS");
  addIds(world, channel, group, uploadDescription(fields), ids);
  return {};
}

/** Creating from who clicked or saw an earlier narrowcast. */
export function createFromMessage(world: World, channel: Channel, type: "CLICK" | "IMP", body: unknown): object {
  const optional: Record<string, Check> = type === "CLICK" ? { clickUrl: url(["http", "https"]) } : {};
  refuseMisshapen(body, object({ requestId: string(1, 100) }, { description: text, ...optional }));
  const checked = body as { description?: string; requestId: string; clickUrl?: string };
  const description = audienceName(checked.description);
  refuseOverflow(channel);
  const narrowcast = sourceMessage(world, channel, checked.requestId);
  const same = [...channel.audiences.values()].some(
    (group) => group.type === type && group.requestId === checked.requestId && group.clickUrl === checked.clickUrl,
  );
  if (same) throw audienceError("AUDIENCE_GROUP_REQUESTID_DUPLICATE");
  return createdView(reactionAudience(world, channel, narrowcast, { type, description, clickUrl: checked.clickUrl }));
}

function sourceMessage(world: World, channel: Channel, requestId: string): Narrowcast {
  const now = world.clock.now();
  const narrowcast = channel.narrowcasts.get(requestId);
  if (!narrowcast) {
    const elsewhere = [...world.channels.values()].some(({ narrowcasts }) => narrowcasts.has(requestId));
    throw audienceError(elsewhere ? "WRONG_BOT_ID" : "REQUEST_NOT_FOUND");
  }
  if (now < narrowcast.completedAt) throw audienceError("REQUEST_NOT_FOUND");
  if (now > narrowcast.acceptedAt + OLDEST_MESSAGE_MS) throw audienceError("TOO_OLD_MESSAGES");
  return narrowcast;
}

interface Reaction {
  readonly type: "CLICK" | "IMP";
  readonly description: string;
  readonly clickUrl: string | undefined;
}

/** Fewer than 50 people leave it in progress forever. */
function reactionAudience(world: World, channel: Channel, narrowcast: Narrowcast, reaction: Reaction): AudienceGroup {
  const now = world.clock.now();
  const { type, description, clickUrl } = reaction;
  const { recipients, recipientCount, rates, requestId } = narrowcast;
  const share = type === "IMP" ? rates.open : rates.open * rates.click;
  const members = pickBits(recipients, Math.round(recipientCount * share), chance(seedOf(world.seed, requestId, type)));
  const enough = countBits(members) >= SMALLEST_RESTRICTED;
  const group: AudienceGroup = {
    id: (channel.nextAudienceId += 1),
    type,
    createRoute: "MESSAGING_API",
    description,
    createdAt: now,
    expiresAt: now + AUDIENCE_LIFE_MS,
    isIfaAudience: false,
    requestId,
    ...(clickUrl !== undefined && { clickUrl }),
    members,
    strangers: 0,
    jobs: [],
    readyAt: enough ? now + (world.behaviour.audienceMs ?? HOUR) : Number.POSITIVE_INFINITY,
  };
  channel.audiences.set(group.id, group);
  return group;
}

export function rename(world: World, channel: Channel, id: string, body: unknown): object {
  refuseMisshapen(body, object({}, { description: text }));
  const { description } = body as UploadBody;
  writable(world, channel, audienceId(id)).description = audienceName(description);
  return {};
}

export function remove(world: World, channel: Channel, id: string): object {
  channel.audiences.delete(writable(world, channel, audienceId(id)).id);
  return {};
}

export function audienceId(id: string): number {
  if (!/^\d{1,15}$/.test(id)) throw refusal(400, "The value for the 'audienceGroupId' parameter is invalid");
  return Number(id);
}

function writable(world: World, channel: Channel, id: number): AudienceGroup {
  const group = requireAudience(channel, id, world.clock.now());
  if (permissionOf(group) !== "READ_WRITE") throw noAccess();
  return group;
}

function newUpload(channel: Channel, given: UploadBody | Record<string, string>, isIfaAudience: boolean): NewUpload {
  const upload = {
    description: audienceName(given.description),
    uploadDescription: uploadDescription(given),
    isIfaAudience,
  };
  // Advertising ids need an application of their own. https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group
  if (isIfaAudience) throw noAccess();
  refuseOverflow(channel);
  return upload;
}

function refuseOverflow({ audiences }: Channel): void {
  const own = [...audiences.values()].filter(({ owner }) => !owner);
  if (own.length >= MAX_AUDIENCES) throw audienceError("AUDIENCE_GROUP_COUNT_MAX_OVER");
}

export function audienceName(description: string | undefined): string {
  if (description === undefined || description.trim() === "") throw audienceError("AUDIENCE_GROUP_NAME_EMPTY");
  if (description.length > MAX_NAME_CHARACTERS) throw audienceError("AUDIENCE_GROUP_NAME_SIZE_OVER");
  if (/\p{Cc}/u.test(description)) throw audienceError("AUDIENCE_GROUP_NAME_WRONG");
  return description;
}

function uploadDescription({ uploadDescription: given = "" }: { uploadDescription?: string }): string {
  if (given.length > MAX_UPLOAD_DESCRIPTION_CHARACTERS)
    throw audienceError("AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER");
  return given;
}

function refuseOthers(fields: Record<string, string>, known: readonly string[]): void {
  const errors: ErrorDetail[] = Object.keys(fields)
    .filter((name) => !known.includes(name))
    .map((property) => ({ message: "Unknown property", property }));
  if (errors.length > 0) throw bodyErrors(errors);
}

function refuseMisshapen(body: unknown, check: Check): void {
  const errors = errorsOf(check, body);
  if (errors.length > 0) throw bodyErrors(errors);
}

function createdView(group: AudienceGroup): object {
  return {
    audienceGroupId: group.id,
    createRoute: group.createRoute,
    type: group.type,
    description: group.description,
    created: seconds(group.createdAt),
    permission: permissionOf(group),
    ...(group.expiresAt !== undefined && { expireTimestamp: seconds(group.expiresAt) }),
    isIfaAudience: group.isIfaAudience,
    ...(group.requestId !== undefined && { requestId: group.requestId }),
    ...(group.clickUrl !== undefined && { clickUrl: group.clickUrl }),
  };
}
