/** The body of an execution request, with the inputs both as strings and typed. */
import type { FieldType } from "../actions/action-definition.ts";
import { definitionOf, portalOf, type ExecutionRecord, type World } from "../world.ts";

/** A saved input that takes its value from the enrolled record. */
const recordToken = /^\{\{\s*enrolled_object\.([a-z0-9_]+)\s*\}\}$/;

export function executionPayload(world: World, execution: ExecutionRecord) {
  const { workflow, portalId, enrollmentId } = execution;
  const definition = definitionOf(world, workflow);
  const record = portalOf(world, portalId).objectTypes.get("0-1")?.records.get(String(execution.contactId));
  const inputFields = Object.fromEntries(
    Object.entries(workflow.inputFields).map(([name, value]) => {
      const property = recordToken.exec(value)?.[1];
      return [name, property === undefined ? value : (record?.properties[property] ?? "")];
    }),
  );
  const asked = definition.objectRequestOptions?.properties ?? [];
  return {
    callbackId: execution.callbackId,
    origin: {
      portalId,
      userId: null,
      actionDefinitionId: workflow.definitionId,
      actionDefinitionVersion: workflow.revision,
      actionExecutionIndexIdentifier: { enrollmentId, actionExecutionIndex: 0 },
      extensionDefinitionId: workflow.definitionId,
      extensionDefinitionVersionId: workflow.revision,
    },
    context: {
      source: "WORKFLOWS",
      workflowId: workflow.workflowId,
      actionId: 1,
      actionExecutionIndexIdentifier: { enrollmentId, actionExecutionIndex: 0 },
    },
    object: {
      objectId: execution.contactId,
      objectType: "CONTACT",
      properties: Object.fromEntries(asked.map((name) => [name, record?.properties[name] ?? null])),
    },
    inputFields,
    fields: typedFields(
      definition.inputFields.map(({ typeDefinition }) => typeDefinition),
      inputFields,
    ),
  };
}

/** The same values as their types would have them; several choices become an array. */
export function typedFields(types: readonly FieldType[], inputFields: Readonly<Record<string, string>>) {
  const known = types.filter(({ name }) => inputFields[name] !== undefined);
  return Object.fromEntries(
    known.map((type) => [
      type.name,
      { type: type.type.toUpperCase(), value: typedValue(type, inputFields[type.name] ?? "") },
    ]),
  );
}

function typedValue({ type, fieldType }: FieldType, text: string): unknown {
  if (type === "number" && text !== "" && Number.isFinite(Number(text))) return Number(text);
  if (type === "bool") return text === "true";
  if (type === "enumeration" && fieldType === "checkbox") return text === "" ? [] : text.split(";");
  return text;
}
