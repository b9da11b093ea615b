/** Everything the simulated HubSpot remembers. */
import type { SandboxClock } from "../clock.ts";
import { startAgenda, type Agenda } from "./agenda.ts";
import type { ActionDefinition } from "./actions/action-definition.ts";
import type { ObjectType } from "./crm/crm.ts";
import type { FaultRule } from "./faults/fault-rule.ts";
import { createPoster, type Poster } from "./poster.ts";
import { chance, type Chance } from "../chance.ts";
import { defaultSettings, type Settings } from "./settings.ts";

export interface AppRegistration {
  readonly appId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  readonly name?: string;
  readonly developerApiKey?: string;
  readonly requiredScopes?: readonly string[];
  readonly optionalScopes?: readonly string[];
  /** Addresses that the app's cards may fetch; none unless given. */
  readonly permittedUrls?: { readonly fetch: readonly string[] };
  /** Where app events are posted to. */
  readonly webhookUrl?: string;
  /** Events that the app's webhooks component subscribes to; HubSpot tells of no other. */
  readonly subscriptions?: readonly string[];
  /** Unpublished actions show only here; without it they show everywhere. */
  readonly developerPortalId?: number;
}

export interface ContactList {
  readonly listId: string;
  readonly name: string;
  readonly objectTypeId: string;
  readonly memberIds: readonly number[];
  readonly createdAt: number;
}

/** A person of an account. */
export interface PortalUser {
  readonly id: number;
  readonly email: string;
  readonly superAdmin: boolean;
  /** Scopes that this person's permissions do not cover. */
  readonly lacks: readonly string[];
}

export interface Portal {
  readonly portalId: number;
  readonly name: string;
  /** Whether the plan has custom objects; control changes both. */
  enterprise: boolean;
  customObjectQuota: number;
  /** The one who uses cards and signs in where no other is named. */
  readonly user: PortalUser;
  /** Everyone who is in the account now, by id. */
  readonly users: Map<number, PortalUser>;
  readonly language: string;
  readonly timeZone: string;
  readonly objectTypes: Map<string, ObjectType>;
  readonly lists: Map<string, ContactList>;
  /** Properties of contacts that control decides. */
  readonly contactValues: Map<string, (contactId: number) => string | null>;
  readonly uninstalledAppIds: Set<string>;
}

/** One installation of an app in a portal; its refresh token does not rotate. */
export interface Grant {
  readonly appId: string;
  readonly portalId: number;
  /** Who granted it. */
  readonly user: PortalUser;
  scopes: readonly string[];
  /** Those and the optional ones that the account or the person did not have. */
  readonly asked: readonly string[];
  readonly refreshToken: string;
  revoked: boolean;
}

export interface Revision {
  readonly number: number;
  readonly createdAt: number;
  readonly definition: ActionDefinition;
}

export interface PublishedAction {
  readonly definitionId: number;
  readonly appId: string;
  readonly revisions: Revision[];
  archivedAt?: number;
}

export interface Workflow {
  readonly workflowId: number;
  readonly portalId: number;
  readonly name: string;
  readonly definitionId: number;
  readonly revision: number;
  readonly inputFields: Readonly<Record<string, string>>;
  readonly createdAt: number;
}

export type ExecutionState = "PENDING" | "BLOCKED" | "SUCCESS" | "FAIL_CONTINUE" | "FAILED" | "EXPIRED";

export interface ExecutionRecord {
  readonly callbackId: string;
  readonly appId: string;
  readonly portalId: number;
  readonly workflow: Workflow;
  readonly enrollmentId: number;
  readonly contactId: number;
  readonly enrolledAt: number;
  state: ExecutionState;
  heldUntil?: number;
  /** When a failed call is repeated. */
  retryAt?: number;
  endedAt?: number;
  attempts: number;
  completions: number;
  refusedCompletions: number;
  outputFields: Record<string, string>;
  /** Why it failed, where no execution rule says so. */
  note?: string;
}

export interface RequestEntry {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly portalId?: number;
  readonly batchSize?: number;
}

export interface World {
  readonly clock: SandboxClock;
  readonly random: Chance;
  readonly settings: Settings;
  readonly agenda: Agenda;
  readonly poster: Poster;
  readonly stopping: AbortController;
  readonly apps: Map<string, AppRegistration>;
  readonly portals: Map<number, Portal>;
  readonly codes: Map<string, { grant: Grant; redirectUri: string; expiresAt: number; used: boolean }>;
  readonly refreshTokens: Map<string, Grant>;
  readonly accessTokens: Map<string, { grant: Grant; expiresAt: number }>;
  readonly actions: Map<number, PublishedAction>;
  readonly workflows: Map<number, Workflow>;
  readonly executions: Map<string, ExecutionRecord>;
  readonly requests: RequestEntry[];
  /** Method and path of each call to v1, v3 or v4 since they are gone. */
  readonly refusedFormerCalls: string[];
  readonly faults: FaultRule[];
  readonly calls: Map<string, number[]>;
  /** The last id given, by kind. */
  readonly ids: Map<string, number>;
  nextId(kind: string): number;
}

const firstIds: Readonly<Record<string, number>> = {
  contact: 100,
  list: 1200,
  objectType: 38_000_000,
  record: 20_000_000_000,
  definition: 10_860_210,
};

export interface WorldOptions {
  readonly seed: number;
  readonly poster?: Poster | undefined;
  /** Wall time in ms since 1970. With it, no workflow and no enrollment has the id of one before, whatever was forgotten. */
  readonly startedAt?: number | undefined;
}

const FIRST_START = Date.UTC(2026, 0, 1);

export function createWorld(clock: SandboxClock, { seed, poster = createPoster(), startedAt }: WorldOptions): World {
  const sinceMs = startedAt === undefined ? 0 : startedAt - FIRST_START;
  const ids = new Map([
    ["workflow", 192_814_113 + Math.floor(sinceMs / 1000)],
    ["enrollment", 56_776_413_548 + sinceMs],
  ]);
  return {
    clock,
    random: chance(seed),
    settings: defaultSettings(),
    agenda: startAgenda(clock),
    poster,
    stopping: new AbortController(),
    apps: new Map(),
    portals: new Map(),
    codes: new Map(),
    refreshTokens: new Map(),
    accessTokens: new Map(),
    actions: new Map(),
    workflows: new Map(),
    executions: new Map(),
    requests: [],
    refusedFormerCalls: [],
    faults: [],
    calls: new Map(),
    ids,
    nextId(kind) {
      const id = (ids.get(kind) ?? firstIds[kind] ?? 0) + 1;
      ids.set(kind, id);
      return id;
    },
  };
}

export function portalOf(world: World, portalId: number): Portal {
  const portal = world.portals.get(portalId);
  if (!portal) throw new Error(`there is no portal ${portalId}`);
  return portal;
}

export function latestRevision(action: PublishedAction): Revision {
  const revision = action.revisions.at(-1);
  if (!revision) throw new Error(`action ${action.definitionId} has no revision`);
  return revision;
}

export function appOf(world: World, appId: string): AppRegistration {
  const app = world.apps.get(appId);
  if (!app) throw new Error(`there is no app ${appId}`);
  return app;
}

/** The action as the workflow was saved with it, whatever was published since. */
export function definitionOf(world: World, workflow: Workflow): ActionDefinition {
  const revision = world.actions.get(workflow.definitionId)?.revisions[workflow.revision - 1];
  if (!revision) throw new Error(`workflow ${workflow.workflowId} has an unknown action`);
  return revision.definition;
}
