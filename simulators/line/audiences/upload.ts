/** Collecting user ids into an audience, from JSON or a file. https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group */
import type { IncomingMessage } from "node:http";
import { AUDIENCE_LIFE_MS, audienceStatus, jobStatus } from "./audiences.ts";
import { countBits, noBits, setBit, without, hasBit, type Bits } from "../bits.ts";
import { audienceError, refusal } from "../line-error.ts";
import { readMultipart, type PartSink } from "./multipart.ts";
import { MINUTE, SECOND, type AudienceGroup, type Channel, type World } from "../world.ts";

const MAX_IN_JSON = 10_000;
const MAX_IN_FILE = 1_500_000;
const MAX_CONCURRENT = 10;
const USER_ID = /^U[0-9a-f]{32}$/;
const MAX_FIELD_CHARACTERS = 100_000;

export interface Ids {
  readonly members: Bits;
  strangers: number;
  given: number;
}

interface IdCollector {
  readonly ids: Ids;
  add(id: string): void;
}

/** One bad id refuses them all, without saying which. https://developers.line.biz/en/reference/messaging-api/#manage-audience-error-handling */
function collectIds({ behaviour }: World, { friends }: Channel, most: number): IdCollector {
  const ids: Ids = { members: noBits(friends.count), strangers: 0, given: 0 };
  const add = (id: string) => {
    ids.given += 1;
    if (ids.given > most) throw audienceError("UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS");
    if (!USER_ID.test(id)) throw audienceError("UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT");
    const index = friends.indexOf(id);
    if (index === -1) {
      if (behaviour.unknownUserIds === "refused")
        throw audienceError("UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT");
      if (behaviour.unknownUserIds === "added") ids.strangers += 1;
      return;
    }
    // "Any IDs belonging to users who haven't agreed to LINE's Privacy Policy will be ignored"; who blocks the account is
    // added, and so is counted. https://developers.line.biz/en/reference/messaging-api/#create-upload-audience-group
    if (!hasBit(friends.declinedPolicy, index)) setBit(ids.members, index);
  };
  return { ids, add };
}

export function idsOfJson(world: World, channel: Channel, audiences: readonly { id: string }[]): Ids {
  const { ids, add } = collectIds(world, channel, MAX_IN_JSON);
  for (const { id } of audiences) add(id);
  return ids;
}

export interface FileUpload {
  readonly fields: Record<string, string>;
  readonly ids: Ids;
}

/** One id a line; a line end after the last one is taken, blank lines and carriage returns are not (LINE says nothing of them). */
export async function idsOfFile(world: World, channel: Channel, request: IncomingMessage): Promise<FileUpload> {
  const { ids, add } = collectIds(world, channel, MAX_IN_FILE);
  const fields: Record<string, string> = {};
  let files = 0;
  let fault: Error | undefined;
  // The rest of the body is still read after a fault, so that the caller gets to see the answer.
  const guarded = (id: string) => {
    if (fault) return;
    try {
      add(id);
    } catch (error) {
      fault = error as Error;
    }
  };
  await readMultipart(request, (part) => {
    if (part.name !== "file") return fieldSink((value) => (fields[part.name] = value));
    files += 1;
    if (!/^text\/plain\b/i.test(part.contentType ?? "")) fault ??= refusal(400, "The file must be text/plain");
    return lineSink(guarded);
  });
  if (files !== 1)
    throw refusal(400, "Exactly one file is required", [{ message: "May not be empty", property: "file" }]);
  if (fault) throw fault;
  return { fields, ids };
}

function fieldSink(done: (value: string) => void): PartSink {
  let value = "";
  return {
    write: (text) => void (value = (value + text).slice(0, MAX_FIELD_CHARACTERS)),
    end: () => done(Buffer.from(value, "latin1").toString("utf8")),
  };
}

function lineSink(line: (text: string) => void): PartSink {
  let rest = "";
  return {
    write(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const each of lines) line(each);
    },
    end() {
      if (rest !== "") line(rest);
    },
  };
}

export interface NewUpload {
  readonly description: string;
  readonly uploadDescription: string;
  readonly isIfaAudience: boolean;
}

/** An audience without ids stays in progress until some are added. */
export function createUpload(world: World, channel: Channel, upload: NewUpload, ids: Ids): AudienceGroup {
  const now = world.clock.now();
  const group: AudienceGroup = {
    id: (channel.nextAudienceId += 1),
    type: "UPLOAD",
    createRoute: "MESSAGING_API",
    description: upload.description,
    createdAt: now,
    expiresAt: now + AUDIENCE_LIFE_MS,
    isIfaAudience: upload.isIfaAudience,
    members: noBits(channel.friends.count),
    strangers: 0,
    readyAt: Number.POSITIVE_INFINITY,
    jobs: [],
  };
  channel.audiences.set(group.id, group);
  if (ids.given > 0) addIds(world, channel, group, upload.uploadDescription, ids);
  return group;
}

/** https://developers.line.biz/en/reference/messaging-api/#limit-on-the-number-of-concurrent-operations */
export function addIds(world: World, channel: Channel, group: AudienceGroup, description: string, ids: Ids): void {
  const now = world.clock.now();
  if (audienceStatus(group, now) === "EXPIRED") throw audienceError("AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED");
  const running = group.jobs.filter((job) => jobStatus(job, now) !== "FINISHED");
  if (running.length >= MAX_CONCURRENT)
    throw refusal(429, "The number of concurrent operations on the audience exceeds the limit");
  const takesMs = world.behaviour.audienceMs ?? MINUTE + (ids.given / 1000) * SECOND;
  const finishedAt = Math.ceil(now + takesMs);
  const added = countBits(without(ids.members, group.members)) + ids.strangers;
  const job = {
    id: (channel.nextJobId += 1),
    description,
    createdAt: now,
    workingAt: now + takesMs / 4,
    finishedAt,
    added,
    members: ids.members,
    strangers: ids.strangers,
  };
  group.jobs.push(job);
  // With no one left it would stay in progress forever.
  if (added > 0) group.readyAt = Math.min(group.readyAt, finishedAt);
}
