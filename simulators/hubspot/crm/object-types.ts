/** Contacts and custom objects: finding a type by any of its names, and who may read or write it. */
import { notFound } from "../hubspot-error.ts";
import { hubspotProperty } from "./property-definitions.ts";
import type { CrmRecord, ObjectType, PropertyDefinition } from "./crm.ts";
import type { Portal } from "../world.ts";

const recordProperties = (): [string, PropertyDefinition][] =>
  [
    hubspotProperty("hs_object_id", "Record ID", "number", "number"),
    hubspotProperty("hs_createdate", "Object create date/time", "datetime", "date"),
    hubspotProperty("hs_lastmodifieddate", "Object last modified date/time", "datetime", "date"),
  ].map((property) => [property.name, property]);

export function contactType(createdAt: number): ObjectType {
  const texts = ["firstname", "lastname", "phone", "line_user_id", "preferred_language"];
  const properties = texts.map((name) => hubspotProperty(name, name.replaceAll("_", " "), "string", "text"));
  const email = { ...hubspotProperty("email", "Email", "string", "text"), hasUniqueValue: true };
  return {
    objectTypeId: "0-1",
    name: "contacts",
    fullyQualifiedName: "CONTACT",
    custom: false,
    createdAt,
    updatedAt: createdAt,
    labels: { singular: "Contact", plural: "Contacts" },
    primaryDisplayProperty: "email",
    secondaryDisplayProperties: [],
    requiredProperties: [],
    searchableProperties: ["email"],
    associatedObjects: [],
    archived: false,
    properties: new Map([...recordProperties(), ...[email, ...properties].map((each) => [each.name, each] as const)]),
    records: new Map(),
    rules: [],
  };
}

/** What every custom object has before its own properties. */
export function standardProperties(): Map<string, PropertyDefinition> {
  return new Map(recordProperties());
}

export function findObjectType(portal: Portal, name: string): ObjectType | undefined {
  const wanted = name.toLowerCase();
  return [...portal.objectTypes.values()].find(
    (type) =>
      !type.archived &&
      [type.objectTypeId, type.fullyQualifiedName, type.name, type.custom ? `p_${type.name}` : "contact"].some(
        (known) => known.toLowerCase() === wanted,
      ),
  );
}

export function objectTypeOf(portal: Portal, name: string): ObjectType {
  const type = findObjectType(portal, name);
  if (!type) throw notFound(`Unable to infer object type from: ${name}`);
  return type;
}

/** The scope a call on such objects needs; unknown names are taken for custom objects. */
export function objectScope(portal: Portal, name: string, access: "read" | "write"): string {
  const custom = findObjectType(portal, name)?.custom ?? true;
  return custom ? `crm.objects.custom.${access}` : `crm.objects.contacts.${access}`;
}

export function schemaScope(portal: Portal, name: string, access: "read" | "write"): string {
  const custom = findObjectType(portal, name)?.custom ?? true;
  return custom ? `crm.schemas.custom.${access}` : `crm.objects.contacts.${access}`;
}

/** A record with the properties asked for; unknown names are left out silently, as HubSpot does. */
export function recordJson(type: ObjectType, record: CrmRecord, asked: readonly string[] = []) {
  const createdAt = new Date(record.createdAt).toISOString();
  const updatedAt = new Date(record.updatedAt).toISOString();
  const known = asked.filter((name) => type.properties.has(name) && !name.startsWith("hs_"));
  const modified = type.custom
    ? { hs_createdate: createdAt, hs_lastmodifieddate: updatedAt }
    : { createdate: createdAt, lastmodifieddate: updatedAt };
  const properties = Object.fromEntries(known.map((name) => [name, record.properties[name] ?? null]));
  return {
    id: record.id,
    properties: { ...modified, hs_object_id: record.id, ...properties },
    createdAt,
    updatedAt,
    archived: false,
  };
}
