/** Accounts and the people and lists in them. */
import { contactType } from "../crm/object-types.ts";
import { createProperty } from "../crm/property-definitions.ts";
import type { ObjectType } from "../crm/crm.ts";
import { portalOf, type ContactList, type Portal, type PortalUser, type World } from "../world.ts";

export interface PortalInput {
  readonly portalId: number;
  readonly name: string;
  /** Has custom objects. */
  readonly enterprise?: boolean;
  readonly customObjectQuota?: number;
  /** A super admin unless set otherwise. */
  readonly user?: UserInput;
  readonly language?: string;
  readonly timeZone?: string;
}

export type Plan = Pick<Portal, "enterprise" | "customObjectQuota">;

export interface UserInput {
  readonly id: number;
  readonly email: string;
  readonly superAdmin?: boolean;
  /** Scopes that this person's permissions do not cover. */
  readonly lacks?: readonly string[];
}

export interface ListInput {
  readonly listId?: string;
  readonly name: string;
  readonly size: number;
  readonly objectTypeId?: string;
}

export function addPortal(world: World, input: PortalInput): void {
  const contacts = contactType(world.clock.now());
  const first = input.user ?? { id: 1_000_000 + world.nextId("user"), email: `admin@portal-${input.portalId}.example` };
  const user: PortalUser = { superAdmin: true, lacks: [], ...first };
  const portal: Portal = {
    portalId: input.portalId,
    name: input.name,
    enterprise: input.enterprise ?? false,
    customObjectQuota: input.customObjectQuota ?? 10,
    user,
    users: new Map([[user.id, user]]),
    language: input.language ?? "en",
    timeZone: input.timeZone ?? "US/Eastern",
    objectTypes: new Map([[contacts.objectTypeId, contacts]]),
    lists: new Map(),
    contactValues: new Map(),
    uninstalledAppIds: new Set(),
  };
  world.portals.set(portal.portalId, portal);
}

/** The account's plan from now on; what is left out stays. */
export function setPlan(world: World, portalId: number, plan: Partial<Plan>): void {
  Object.assign(portalOf(world, portalId), plan);
}

/** Adds a person to the account, or changes one. */
export function addUser(world: World, portalId: number, input: UserInput): void {
  portalOf(world, portalId).users.set(input.id, { superAdmin: false, lacks: [], ...input });
}

/** The person leaves the account. What they granted an app stays valid: the app is installed in the account. */
export function removeUser(world: World, portalId: number, userId: number): void {
  portalOf(world, portalId).users.delete(userId);
}

const firstNames = ["Aiko", "Haruto", "Mei", "Ren", "Sakura", "Yuto", "Hina", "Somchai", "Li", "Emma"];
const lastNames = ["Sato", "Suzuki", "Tanaka", "Watanabe", "Ito", "Chen", "Lin", "Kobayashi", "Kato", "Yamada"];

export function addContacts(world: World, portalId: number, count: number): number[] {
  const portal = portalOf(world, portalId);
  return Array.from({ length: count }, () => addContact(world, portal));
}

function addContact(world: World, portal: Portal): number {
  const contacts = contactsOf(portal);
  const { random, settings } = world;
  const id = world.nextId("contact");
  const now = world.clock.now();
  const properties: Record<string, string> = {
    firstname: firstNames[random.integer(firstNames.length)] ?? "",
    lastname: lastNames[random.integer(lastNames.length)] ?? "",
    email: `contact-${id}@example.com`,
    preferred_language: random.next() < 0.8 ? "ja" : "en",
  };
  if (random.next() >= settings.contactsWithoutLineId) properties["line_user_id"] = `U${random.hex(32)}`;
  assignValues(portal, properties, id);
  contacts.records.set(String(id), { id: String(id), properties, createdAt: now, updatedAt: now, writes: 1 });
  return id;
}

/** The value for every contact there is; one that comes later gets it too. A property that is new is made: a text. */
export function setContactProperty(
  world: World,
  portalId: number,
  property: string,
  value: (contactId: number) => string | null,
): void {
  const portal = portalOf(world, portalId);
  const contacts = contactsOf(portal);
  if (!contacts.properties.has(property)) {
    const input = { name: property, label: property, type: "string", fieldType: "text" };
    createProperty(contacts, input, world.clock.now());
  }
  portal.contactValues.set(property, value);
  for (const record of contacts.records.values()) assignValues(portal, record.properties, Number(record.id));
}

function assignValues({ contactValues }: Portal, properties: Record<string, string>, contactId: number): void {
  for (const [property, value] of contactValues) {
    const text = value(contactId);
    if (text === null) delete properties[property];
    else properties[property] = text;
  }
}

/** A list of the account's first contacts; missing ones are created. */
export function addList(world: World, portalId: number, input: ListInput): string {
  const portal = portalOf(world, portalId);
  const list: ContactList = {
    listId: input.listId ?? String(world.nextId("list")),
    name: input.name,
    objectTypeId: input.objectTypeId ?? "0-1",
    memberIds: firstContacts(world, portalId, input.size),
    createdAt: world.clock.now(),
  };
  portal.lists.set(list.listId, list);
  return list.listId;
}

/** The account's first contacts, created where there are not enough. */
export function firstContacts(world: World, portalId: number, count: number): number[] {
  const contacts = contactsOf(portalOf(world, portalId));
  const missing = count - contacts.records.size;
  if (missing > 0) addContacts(world, portalId, missing);
  return [...contacts.records.keys()].slice(0, count).map(Number);
}

export function contactsOf(portal: Portal): ObjectType {
  const contacts = portal.objectTypes.get("0-1");
  if (!contacts) throw new Error(`portal ${portal.portalId} has no contacts`);
  return contacts;
}
