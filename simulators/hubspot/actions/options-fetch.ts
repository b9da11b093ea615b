/** Asks the app for the choices of a dropdown, as the editor does while a person waits. */
import Joi from "joi";
import type { ActionDefinition, FieldOption } from "./action-definition.ts";
import { typedFields } from "../workflows/execution-payload.ts";
import { signatureHeaders } from "../signing.ts";
import { appOf, latestRevision, type World } from "../world.ts";

export interface OptionsQuestion {
  readonly inputFieldName: string;
  /** What is filled in so far; only values the field depends on are passed on. */
  readonly inputFields?: Readonly<Record<string, string>>;
  readonly q?: string;
  readonly after?: string;
}

export interface OptionsAnswer {
  readonly options: readonly FieldOption[];
  readonly after?: string;
  readonly searchable?: boolean;
}

const answerShape = Joi.object<OptionsAnswer>({
  options: Joi.array()
    .items(
      Joi.object({
        label: Joi.string().required(),
        value: Joi.string().required(),
        description: Joi.string().allow("", null),
      }).unknown(),
    )
    .required(),
  after: Joi.string().allow(null),
  searchable: Joi.boolean(),
}).unknown();

/** Rejects with what a person would see when the app answers wrongly. */
export async function fetchOptions(
  world: World,
  portalId: number,
  definitionId: number,
  question: OptionsQuestion,
): Promise<OptionsAnswer> {
  const action = world.actions.get(definitionId);
  if (!action) throw new Error(`there is no action ${definitionId}`);
  const { definition, number } = latestRevision(action);
  const uri = definition.inputFields.find(({ typeDefinition }) => typeDefinition.name === question.inputFieldName)
    ?.typeDefinition.optionsUrl;
  if (uri === undefined) throw new Error(`${question.inputFieldName} has no optionsUrl`);
  const ids = { actionDefinitionId: definitionId, actionDefinitionVersion: number };
  const body = JSON.stringify({ origin: { portalId, ...ids }, ...questionJson(definition, question) });
  const { clientSecret } = appOf(world, action.appId);
  const headers = signatureHeaders({ clientSecret, method: "POST", uri, body }, world.settings.signWithV3);
  const answer = await world.poster.post({ url: uri, headers, body, timeoutMs: world.settings.answerTimeoutMs });
  if (answer.status !== 200) throw new Error(`the app answered with status ${answer.status}`);
  const { error, value } = answerShape.validate(JSON.parse(answer.body), { convert: false });
  if (error) throw new Error(`the app's options are not as documented: ${error.message}`);
  return value;
}

function questionJson(definition: ActionDefinition, question: OptionsQuestion) {
  const { inputFieldName, inputFields = {}, q, after } = question;
  const controllers = (definition.inputFieldDependencies ?? [])
    .filter(({ dependentFieldNames }) => dependentFieldNames.includes(inputFieldName))
    .map(({ controllingFieldName }) => controllingFieldName);
  const types = definition.inputFields.map(({ typeDefinition }) => typeDefinition);
  const passed = Object.fromEntries(
    controllers.flatMap((name) => (inputFields[name] ? [[name, inputFields[name]] as const] : [])),
  );
  return {
    objectTypeId: "0-1",
    inputFieldName,
    inputFields: typedFields(types, passed),
    fetchOptions: { ...(q ? { q } : {}), ...(after ? { after } : {}) },
  };
}
