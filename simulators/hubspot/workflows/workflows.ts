/** Workflows with one custom action: what the editor lets be saved, and who is enrolled. */
import type { ActionDefinition, Dependency, InputField } from "../actions/action-definition.ts";
import { run, type Enrollment, type Run } from "./executions.ts";
import { firstContacts } from "../accounts/portals.ts";
import { appOf, latestRevision, portalOf, type Workflow, type World } from "../world.ts";

export interface WorkflowInput {
  readonly name: string;
  readonly actionDefinitionId: number;
  readonly inputFields: Record<string, string>;
  /** An older revision, as a workflow that was never saved again has it. */
  readonly revision?: number;
  /** Leaves out the editor's checks. */
  readonly unchecked?: boolean;
}

export class WorkflowRefused extends Error {
  readonly problems: Readonly<Record<string, string>>;

  constructor(problems: Readonly<Record<string, string>>) {
    super(
      `the workflow cannot be saved: ${Object.entries(problems)
        .map((entry) => entry.join(": "))
        .join("; ")}`,
    );
    this.problems = problems;
  }
}

export function createWorkflow(world: World, portalId: number, input: WorkflowInput): Workflow {
  portalOf(world, portalId);
  const action = world.actions.get(input.actionDefinitionId);
  if (!action || action.archivedAt !== undefined) throw new Error(`there is no action ${input.actionDefinitionId}`);
  const latest = latestRevision(action);
  const { developerPortalId } = appOf(world, action.appId);
  const visible = latest.definition.published || developerPortalId === undefined || developerPortalId === portalId;
  if (!visible) throw new Error(`action ${input.actionDefinitionId} is not published`);
  const revision = input.revision ?? latest.number;
  const problems = input.unchecked ? {} : inputProblems(latest.definition, input.inputFields);
  if (Object.keys(problems).length > 0) throw new WorkflowRefused(problems);
  const workflow: Workflow = {
    workflowId: world.nextId("workflow"),
    portalId,
    name: input.name,
    definitionId: action.definitionId,
    revision,
    inputFields: { ...input.inputFields },
    createdAt: world.clock.now(),
  };
  world.workflows.set(workflow.workflowId, workflow);
  return workflow;
}

/** Throws when the portal has no such workflow. */
export function workflowOf(world: World, portalId: number, workflowId: number): Workflow {
  const workflow = world.workflows.get(workflowId);
  if (workflow?.portalId !== portalId) throw new Error(`portal ${portalId} has no workflow ${workflowId}`);
  return workflow;
}

/**
 * Saves changed inputs of the action. Contacts that reach the action afterwards meet the changed one:
 * https://community.hubspot.com/t5/128221-Resources/Workflow-editing-best-practices-a-review-of-the-fundamentals/ba-p/368405
 * An execution that has begun keeps what it had, also when it is repeated; no source says what a repeated call carries.
 */
export function editWorkflow(world: World, workflow: Workflow, inputFields: Readonly<Record<string, string>>): void {
  world.workflows.set(workflow.workflowId, { ...workflow, inputFields: { ...workflow.inputFields, ...inputFields } });
}

export function enroll(world: World, workflow: Workflow, enrollment: Enrollment): Run {
  return run(world, workflow, whoIsEnrolled(world, workflow.portalId, enrollment), enrollment);
}

function whoIsEnrolled(world: World, portalId: number, { listId, contactIds, count }: Enrollment): readonly number[] {
  if (contactIds) return contactIds.slice(0, count);
  if (listId === undefined) return firstContacts(world, portalId, count ?? 1);
  const list = portalOf(world, portalId).lists.get(listId);
  if (!list) throw new Error(`portal ${portalId} has no list ${listId}`);
  return list.memberIds.slice(0, count);
}

/** What the editor would not let a person save, by input. */
export function inputProblems(definition: ActionDefinition, values: Readonly<Record<string, string>>) {
  const problems: Record<string, string> = {};
  for (const field of definition.inputFields) {
    const { name } = field.typeDefinition;
    const value = values[name] ?? "";
    const hidden = isHidden(definition.inputFieldDependencies, name, values);
    const problem = value === "" ? field.isRequired && !hidden && "is required" : valueProblem(field, value);
    if (problem) problems[name] = problem;
  }
  const known = new Set(definition.inputFields.map(({ typeDefinition }) => typeDefinition.name));
  for (const name of Object.keys(values)) if (!known.has(name)) problems[name] = "is no input of this action";
  return problems;
}

function isHidden(dependencies: readonly Dependency[] = [], name: string, values: Readonly<Record<string, string>>) {
  return dependencies.some(
    ({ dependencyType, controllingFieldName, controllingFieldValue, dependentFieldNames }) =>
      dependencyType === "CONDITIONAL_SINGLE_FIELD" &&
      dependentFieldNames.includes(name) &&
      values[controllingFieldName] !== controllingFieldValue,
  );
}

function valueProblem({ typeDefinition, supportedValueTypes = [] }: InputField, value: string): string | undefined {
  const { type, fieldType, options } = typeDefinition;
  const fromRecord = value.startsWith("{{") && value.endsWith("}}");
  if (fromRecord && supportedValueTypes.includes("OBJECT_PROPERTY")) return undefined;
  if (type === "number" && !Number.isFinite(Number(value))) return "must be a number";
  if (type === "bool" && !["true", "false"].includes(value)) return "must be true or false";
  if ((type === "date" || type === "datetime") && !/^\d+$/.test(value)) return "must be a time in milliseconds";
  const chosen = fieldType === "checkbox" ? value.split(";") : [value];
  const strange = options?.length ? chosen.filter((each) => options.every((option) => option.value !== each)) : [];
  return strange.length > 0 ? `has no option ${strange.join(", ")}` : undefined;
}
