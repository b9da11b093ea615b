/** Brings HubSpot's copy of the action to where the file is; run again, it finds nothing to do. */
import { differences, type Definition } from "./definition-lines.ts";
import type { DefinitionsApi, Registered } from "./definitions-api.ts";

/** Differences as they are before anything is changed; null where HubSpot has no such action. */
export async function diffAction(api: Pick<DefinitionsApi, "list">, ours: Definition): Promise<string[] | null> {
  const registered = await findOurs(api, ours);
  return registered && differences(registered, ours);
}

export type Registration =
  | { readonly done: "created"; readonly id: string; readonly published: boolean }
  | {
      readonly done: "changed" | "nothing";
      readonly id: string;
      readonly published: boolean;
      readonly lines: string[];
    };

/** `publish`: also shows the action in every portal that has installed the app. Never takes it back. */
export async function registerAction(
  api: DefinitionsApi,
  ours: Definition,
  { publish }: { publish: boolean },
): Promise<Registration> {
  const registered = await findOurs(api, ours);
  if (registered === null) {
    const { id } = await api.create({ ...ours, published: publish });
    return { done: "created", id, published: publish };
  }
  const { id } = registered;
  const published = registered.published || publish;
  const lines = differences(registered, ours);
  if (published !== registered.published) lines.push(`published: ${registered.published} → ${published}`);
  if (lines.length === 0) return { done: "nothing", id, published, lines };
  await api.change(id, { ...emptied(registered, ours), ...changeable(ours), published });
  return { done: "changed", id, published, lines };
}

/** What is printed may be kept: the last part of our addresses is a secret. */
export const withoutSegments = (text: string): string =>
  text.replace(/(\/hubspot\/(?:actions|options)\/[\w-]+\/)[\w-]+/g, "$1…");

/** Found by the action's name, so that a new host or segment changes the definition and does not make a second one. */
async function findOurs(api: Pick<DefinitionsApi, "list">, ours: Definition): Promise<Registered | null> {
  const path = (url: string) => /\/hubspot\/actions\/[\w-]+/.exec(URL.parse(url)?.pathname ?? "")?.[0];
  const candidates = (await api.list()).filter(({ actionUrl }) => path(actionUrl) === path(ours.actionUrl));
  const exact = candidates.filter(({ actionUrl }) => actionUrl === ours.actionUrl);
  const [only, ...others] = exact.length > 0 ? exact : candidates;
  if (others.length === 0) return only ?? null;
  const listed = candidates.map(({ id, actionUrl }) => `${id} (${withoutSegments(actionUrl)})`).join(", ");
  throw new Error(`several definitions of the app could be meant: ${listed}; archive all but one at HubSpot`);
}

/** HubSpot's PATCH takes everything but the functions, of which the action has none. */
function changeable(definition: Definition & { readonly functions?: unknown }): Definition {
  const { functions: _, ...rest } = definition;
  return rest;
}

/** A key that is left out of a PATCH stays as it was. */
function emptied(theirs: Definition, ours: Definition): object {
  const empty = {
    objectRequestOptions: { properties: [] },
    inputFieldDependencies: [],
    outputFields: [],
    executionRules: [],
  };
  return Object.fromEntries(Object.entries(empty).filter(([key]) => key in theirs && !(key in ours)));
}
