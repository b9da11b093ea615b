/** Writing records: unique values stay unique, required ones are there, wrong ones change nothing. */
import { HubSpotError, validationError } from "../hubspot-error.ts";
import { storedValues } from "./property-values.ts";
import { refuseAgainstRules } from "./record-rules.ts";
import type { Version } from "../versions.ts";
import type { CrmRecord, ObjectType } from "./crm.ts";
import type { World } from "../world.ts";

export interface UpsertInput {
  readonly id: string;
  readonly idProperty?: string;
  readonly properties: Readonly<Record<string, string>>;
}

export function findRecord(type: ObjectType, id: string, idProperty = "hs_object_id"): CrmRecord | undefined {
  if (idProperty === "hs_object_id") return type.records.get(id);
  uniqueProperty(type, idProperty);
  return [...type.records.values()].find(({ properties }) => properties[idProperty] === id);
}

export function createRecord(
  world: World,
  type: ObjectType,
  properties: Readonly<Record<string, string>>,
  version: Version,
): CrmRecord {
  const stored = storedValues(type, properties);
  refuseIncomplete(type, stored);
  refuseAgainstRules(type, { version, isNew: true, properties: stored });
  refuseTaken(type, stored);
  return insert(world, type, stored);
}

export function updateRecord(
  world: World,
  type: ObjectType,
  record: CrmRecord,
  properties: Readonly<Record<string, string>>,
  version: Version,
): void {
  const stored = storedValues(type, properties);
  refuseAgainstRules(type, { version, isNew: false, properties: { ...record.properties, ...stored } });
  refuseTaken(type, stored, record);
  write(world, record, stored);
}

export function removeRecord(type: ObjectType, record: CrmRecord): void {
  type.records.delete(record.id);
}

/** All or nothing: every input is checked before the first is written. */
export function upsertRecords(world: World, type: ObjectType, inputs: readonly UpsertInput[], version: Version) {
  const [idProperty = "hs_object_id", ...others] = [...new Set(inputs.map((input) => input.idProperty))];
  if (others.length > 0) throw validationError("All inputs of a batch must have the same idProperty");
  const ids = inputs.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  if (twice.length > 0) throw validationError(`Duplicate IDs found in batch input: [${twice.join(", ")}]`);
  const planned = inputs.map((input) => plan(type, input, idProperty, version));
  return planned.map(({ stored, record }) => {
    if (record) write(world, record, stored);
    return { record: record ?? insert(world, type, stored), isNew: record === undefined };
  });
}

function plan(type: ObjectType, { id, properties }: UpsertInput, idProperty: string, version: Version) {
  const record = findRecord(type, id, idProperty);
  if (!record && idProperty === "hs_object_id") throw new HubSpotError(404, "OBJECT_NOT_FOUND", `${id} does not exist`);
  const stored = storedValues(type, idProperty === "hs_object_id" ? properties : { ...properties, [idProperty]: id });
  if (!record) refuseIncomplete(type, stored);
  refuseAgainstRules(type, { version, isNew: !record, properties: { ...record?.properties, ...stored } });
  refuseTaken(type, stored, record);
  return { record, stored };
}

function uniqueProperty(type: ObjectType, name: string): void {
  if (!type.properties.get(name)?.hasUniqueValue)
    throw validationError(`Property '${name}' is not a unique identifier property of ${type.fullyQualifiedName}`);
}

function refuseIncomplete(type: ObjectType, stored: Readonly<Record<string, string>>): void {
  const missing = type.requiredProperties.filter((name) => !stored[name]);
  if (missing.length > 0)
    throw validationError(`Error creating ${type.fullyQualifiedName}. Some required properties were not set.`, {
      context: { properties: missing },
      errors: missing.map((name) => ({ message: `${name} is required`, code: "REQUIRED_PROPERTY" })),
    });
}

function refuseTaken(type: ObjectType, stored: Readonly<Record<string, string>>, self?: CrmRecord): void {
  const unique = Object.keys(stored).filter((name) => stored[name] && type.properties.get(name)?.hasUniqueValue);
  for (const name of unique) {
    const holder = findRecord(type, stored[name] ?? "", name);
    if (holder && holder !== self)
      throw new HubSpotError(409, "CONFLICT", `A record with ${name} '${stored[name]}' already exists: ${holder.id}`);
  }
}

function insert(world: World, type: ObjectType, properties: Record<string, string>): CrmRecord {
  const now = world.clock.now();
  const record = { id: String(world.nextId("record")), properties, createdAt: now, updatedAt: now, writes: 1 };
  type.records.set(record.id, record);
  return record;
}

function write(world: World, record: CrmRecord, stored: Readonly<Record<string, string>>): void {
  record.properties = { ...record.properties, ...stored };
  record.updatedAt = world.clock.now();
  record.writes += 1;
}
