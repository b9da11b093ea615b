/** The functions that a source exports and that are given texts, or values of any kind. */
import { parse, type Module } from "@swc/core";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, ROOT } from "./source-tree.ts";

/** Our names of types that hold what people or platforms wrote. */
const TEXT_TYPES = [
  "string",
  "unknown",
  "LineMessage",
  "RawInputs",
  "Part",
  "Bubble",
  "MessageForm",
  "Finding",
  "Values",
];

/** `file#function`, from the folder on. Functions that answer later are made of these; HTTP is fuzzed as a whole. */
export async function textFunctionsIn(folder: string): Promise<readonly string[]> {
  const files = filesBelow(folder).filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));
  const found: string[] = [];
  for (const path of files) {
    const source = readFileSync(join(ROOT, path), "utf8");
    const module = await parse(source, { syntax: "typescript", target: "es2024" });
    found.push(...functionsIn(module).map((name) => `${path.slice(folder.length + 1)}#${name}`));
  }
  return found.toSorted();
}

interface Exported {
  readonly name: string;
  readonly async: boolean;
  readonly parameters: readonly unknown[];
}

const functionsIn = (module: Module): readonly string[] =>
  module.body
    .flatMap(exportedBy)
    .filter(({ async, parameters }) => !async && parameters.some(takesText))
    .map(({ name }) => name);

function exportedBy(item: Module["body"][number]): Exported[] {
  if (item.type !== "ExportDeclaration") return [];
  const { declaration } = item;
  if (declaration.type === "FunctionDeclaration") {
    const parameters = declaration.params.map(({ pat }) => pat);
    return [{ name: declaration.identifier.value, async: declaration.async, parameters }];
  }
  if (declaration.type !== "VariableDeclaration") return [];
  return declaration.declarations.flatMap(({ id, init }) =>
    id.type === "Identifier" && init?.type === "ArrowFunctionExpression"
      ? [{ name: id.value, async: init.async, parameters: init.params }]
      : [],
  );
}

/** Looks through the parameter's type; what a function that is handed over takes is not handed over itself. */
function takesText(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(takesText);
  if (typeof node !== "object" || node === null) return false;
  const { type, kind, typeName } = node as { type?: unknown; kind?: unknown; typeName?: { value?: unknown } };
  if (type === "TsFunctionType") return false;
  if (type === "TsKeywordType") return TEXT_TYPES.includes(String(kind));
  if (type === "TsTypeReference" && TEXT_TYPES.includes(String(typeName?.value))) return true;
  return Object.values(node).some(takesText);
}
