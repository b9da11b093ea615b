/** The control door: what a test or the sandbox does to the simulated HubSpot without HTTP. */
import { publishAction, reviseAction } from "./actions/publish-action.ts";
import { forgetContact, uninstall } from "./accounts/app-events.ts";
import { callOnce, end, type Enrollment, type Run } from "./workflows/executions.ts";
import type { FaultRule } from "./faults/fault-rule.ts";
import { memoryOf, remember, resumeAll, type Memory } from "./memory.ts";
import { historyText } from "./workflows/history-text.ts";
import { findObjectType, objectTypeOf } from "./crm/object-types.ts";
import { fetchOptions, type OptionsAnswer, type OptionsQuestion } from "./actions/options-fetch.ts";
import {
  addContacts,
  addList,
  addPortal,
  addUser,
  removeUser,
  setContactProperty,
  setPlan,
  type ListInput,
  type Plan,
  type PortalInput,
  type UserInput,
} from "./accounts/portals.ts";
import type { Settings } from "./settings.ts";
import { createWorkflow, editWorkflow, enroll, workflowOf, type WorkflowInput } from "./workflows/workflows.ts";
import type { RecordRule } from "./crm/crm.ts";
import {
  portalOf,
  type AppRegistration,
  type ExecutionRecord,
  type ExecutionState,
  type PublishedAction,
  type RequestEntry,
  type World,
} from "./world.ts";

export interface Execution {
  readonly callbackId: string;
  readonly workflowId: number;
  readonly contactId: number;
  readonly state: ExecutionState;
  readonly heldUntil?: number;
  /** When a failed call is repeated. */
  readonly retryAt?: number;
  readonly endedAt?: number;
  /** Calls of the action endpoint. */
  readonly attempts: number;
  /** Completions that counted; never more than one. */
  readonly completions: number;
  /** Completions that came too late, too early or twice. */
  readonly refusedCompletions: number;
  readonly outputFields: Readonly<Record<string, string>>;
  historyText(locale?: string): string;
}

export interface RecordView {
  readonly id: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly writes: number;
}

export interface HubSpotControl {
  registerApp(app: AppRegistration): void;
  addPortal(portal: PortalInput): void;
  /** Adds a person to the account, or changes one. */
  addUser(portalId: number, user: UserInput): void;
  removeUser(portalId: number, userId: number): void;
  /** The account gets or loses custom objects, or may have more or fewer of them. */
  setPlan(portalId: number, plan: Partial<Plan>): void;
  /** Returns the new contacts' ids. */
  addContacts(portalId: number, count: number): number[];
  /** Sets a property of every contact there is and of those to come; null leaves it empty. A new one becomes a text. */
  setContactProperty(portalId: number, property: string, value: (contactId: number) => string | null): void;
  /** Returns the list's id. */
  addList(portalId: number, list: ListInput): string;
  /** Returns the definition's id; throws with everything that is wrong. */
  publishAction(appId: string, definition: object): number;
  /** Publishes a new revision of the same action and returns its number. */
  reviseAction(definitionId: number, change: object): number;
  createWorkflow(portalId: number, workflow: WorkflowInput): number;
  /** A builder changes these inputs of the action and saves. */
  editWorkflow(portalId: number, workflowId: number, inputFields: Readonly<Record<string, string>>): void;
  enroll(portalId: number, workflowId: number, enrollment: Enrollment): Run;
  fetchOptions(portalId: number, definitionId: number, question: OptionsQuestion): Promise<OptionsAnswer>;
  executions(portalId: number, workflowId?: number): Execution[];
  /** How many executions of a workflow are in each state; for runs too large to look at one by one. */
  executionCounts(portalId: number, workflowId: number): Readonly<Record<ExecutionState, number>>;
  execution(callbackId: string): Execution | undefined;
  records(portalId: number, objectType: string): RecordView[];
  /** An administrator's rules for the records of an object type, in place of those there were. */
  setRecordRules(portalId: number, objectType: string, rules: readonly RecordRule[]): void;
  /** When something happens next by itself: now while a call of an action is under way. Null while nothing waits. */
  nextAt(): number | null;
  requests(): readonly RequestEntry[];
  /** Method and path of each call to v1, v3 or v4 while they are gone. */
  refusedFormerCalls(): readonly string[];
  uninstall(portalId: number, appId: string): void;
  forgetContact(portalId: number, contactId: number, appId: string): void;
  /** HubSpot no longer knows this hold; `settings.unknownCallbacks` says what completing it is answered with. */
  dropCallback(callbackId: string): void;
  /** For so long (simulated time) HubSpot knows none of its holds: every completion is refused as unknown. */
  loseCallbacksFor(ms: number): void;
  /** HubSpot calls the action once more for an execution, whatever has become of it. */
  callAgain(callbackId: string): Promise<void>;
  /** Everything that a restart has to find again; shares the living objects. */
  memory(): Memory;
  /** Before anything else is done to it. */
  remember(memory: Memory): void;
  /** Goes on with remembered executions once the app is registered, its action published and its server up. */
  resume(): void;
  fault(rule: FaultRule): void;
  clearFaults(): void;
  readonly settings: Settings;
}

export function createControl(world: World): HubSpotControl {
  return {
    ...accounts(world),
    ...running(world),
    memory: () => memoryOf(world),
    remember: (memory) => remember(world, memory),
    resume: () => resumeAll(world),
    requests: () => world.requests,
    refusedFormerCalls: () => world.refusedFormerCalls,
    fault: (rule) => void world.faults.push({ ...rule }),
    clearFaults: () => void (world.faults.length = 0),
    settings: world.settings,
  };
}

type Accounts =
  | "registerApp"
  | "addPortal"
  | "addUser"
  | "removeUser"
  | "setPlan"
  | "addContacts"
  | "setContactProperty"
  | "addList"
  | "uninstall"
  | "forgetContact"
  | "records"
  | "setRecordRules";

function accounts(world: World): Pick<HubSpotControl, Accounts> {
  return {
    registerApp: (app) => void world.apps.set(app.appId, app),
    addPortal: (portal) => addPortal(world, portal),
    addUser: (portalId, user) => addUser(world, portalId, user),
    removeUser: (portalId, userId) => removeUser(world, portalId, userId),
    setPlan: (portalId, plan) => setPlan(world, portalId, plan),
    addContacts: (portalId, count) => addContacts(world, portalId, count),
    setContactProperty: (portalId, property, value) => setContactProperty(world, portalId, property, value),
    addList: (portalId, list) => addList(world, portalId, list),
    uninstall: (portalId, appId) => uninstall(world, portalId, appId),
    forgetContact: (portalId, contactId, appId) => forgetContact(world, portalId, contactId, appId),
    setRecordRules(portalId, objectType, rules) {
      const { rules: known } = objectTypeOf(portalOf(world, portalId), objectType);
      known.splice(0, known.length, ...rules);
    },
    records(portalId, objectType) {
      const type = findObjectType(portalOf(world, portalId), objectType);
      return [...(type?.records.values() ?? [])].map((record) => ({ ...record, properties: { ...record.properties } }));
    },
  };
}

type Running = Exclude<
  keyof HubSpotControl,
  Accounts | "memory" | "remember" | "resume" | "requests" | "refusedFormerCalls" | "fault" | "clearFaults" | "settings"
>;

function running(world: World): Pick<HubSpotControl, Running> {
  return {
    publishAction: (appId, definition) => publishAction(world, appId, definition).definitionId,
    reviseAction(definitionId, change) {
      const action = actionOf(world, definitionId);
      reviseAction(world, action, change);
      return action.revisions.length;
    },
    createWorkflow: (portalId, workflow) => createWorkflow(world, portalId, workflow).workflowId,
    editWorkflow: (portalId, workflowId, inputFields) =>
      editWorkflow(world, workflowOf(world, portalId, workflowId), inputFields),
    enroll: (portalId, workflowId, enrollment) => enroll(world, workflowOf(world, portalId, workflowId), enrollment),
    fetchOptions: (portalId, definitionId, question) => fetchOptions(world, portalId, definitionId, question),
    executions: (portalId, workflowId) =>
      executionsOf(world, portalId, workflowId).map((record) => executionView(world, record)),
    executionCounts(portalId, workflowId) {
      const counts = { PENDING: 0, BLOCKED: 0, SUCCESS: 0, FAIL_CONTINUE: 0, FAILED: 0, EXPIRED: 0 };
      world.agenda.catchUp();
      for (const { state, workflow } of world.executions.values()) {
        if (workflow.portalId === portalId && workflow.workflowId === workflowId) counts[state] += 1;
      }
      return counts;
    },
    execution(callbackId) {
      world.agenda.catchUp();
      const record = world.executions.get(callbackId);
      return record && executionView(world, record);
    },
    dropCallback(callbackId) {
      const record = world.executions.get(callbackId);
      if (!record) throw new Error(`there is no execution ${callbackId}`);
      end(world, record, "EXPIRED");
    },
    loseCallbacksFor(ms) {
      world.settings.allCompletions = "unknown";
      world.agenda.at(world.clock.now() + ms, () => (world.settings.allCompletions = "as-they-are"));
    },
    nextAt() {
      const { agenda, clock, executions: all } = world;
      const isCalled = ({ state, retryAt = 0 }: ExecutionRecord) => state === "PENDING" && retryAt <= clock.now();
      return all.values().some(isCalled) ? clock.now() : agenda.next();
    },
    async callAgain(callbackId) {
      const record = world.executions.get(callbackId);
      if (!record) throw new Error(`there is no execution ${callbackId}`);
      await callOnce(world, record);
    },
  };
}

/** The executions as they are at this instant of the clock, oldest first. */
export function executionsOf(world: World, portalId: number, workflowId?: number): ExecutionRecord[] {
  world.agenda.catchUp();
  return [...world.executions.values()].filter(
    (record) => record.portalId === portalId && (workflowId === undefined || record.workflow.workflowId === workflowId),
  );
}

function executionView(world: World, record: ExecutionRecord): Execution {
  const { workflow, ...shown } = record;
  return {
    ...shown,
    workflowId: workflow.workflowId,
    outputFields: { ...record.outputFields },
    historyText: (locale) => historyText(world, record, locale),
  };
}

function actionOf(world: World, definitionId: number): PublishedAction {
  const action = world.actions.get(definitionId);
  if (!action) throw new Error(`there is no action ${definitionId}`);
  return action;
}
