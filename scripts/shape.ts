/**
 * Prints the shape of the code in `src`, as docs/testing.md shows it: how long files and functions are, how deep, how many
 * branches. Another folder: `npm exec --no -- node scripts/shape.ts FOLDER`.
 */
import { parseSync } from "@swc/core";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A function with a body in braces; an arrow that is one expression is none. */
interface Shape {
  readonly lines: number;
  readonly parameters: number;
  /** How deep blocks of `if`, loops, `switch` and `try` stand in one another. */
  nesting: number;
  /** Ways that part: `if`, loops, cases, `catch`, `?:`, `&&`, `||`, `??`. */
  branches: number;
}

type Node = Readonly<Record<string, unknown>>;

const NESTED = /^(?:If|For|ForIn|ForOf|While|DoWhile|Switch|Try)Statement$/;
const BRANCH = /^(?:(?:If|For|ForIn|ForOf|While|DoWhile)Statement|ConditionalExpression|CatchClause)$/;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;
const childrenOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode);
const isFunction = ({ body }: Node): boolean => isNode(body) && body["type"] === "FunctionBody";

const parts = ({ type, operator, test }: Node): boolean =>
  BRANCH.test(String(type)) ||
  (type === "SwitchCase" && test !== null) ||
  (type === "BinaryExpression" && ["&&", "||", "??"].includes(String(operator)));

/** It stands no deeper than its `if`. */
const isElseIf = (child: Node, parent: Node): boolean =>
  child === parent["alternate"] && parent["type"] === "IfStatement" && child["type"] === "IfStatement";

/** All functions below `node`, each with what is in it and in no function inside it. */
function functionsIn(node: Node, lineAt: (byte: number) => number): Shape[] {
  const found: Shape[] = [];
  const visit = (at: Node, inside: Shape | null, depth: number): void => {
    let [around, level] = [inside, depth];
    if (isFunction(at)) {
      const { start, end } = at["span"] as { start: number; end: number };
      const parameters = (at["params"] as readonly unknown[]).length;
      around = { lines: lineAt(end) - lineAt(start) + 1, parameters, nesting: 0, branches: 0 };
      level = 0;
      found.push(around);
    }
    if (NESTED.test(String(at["type"]))) level += 1;
    if (around !== null) {
      around.nesting = Math.max(around.nesting, level);
      if (parts(at)) around.branches += 1;
    }
    for (const child of childrenOf(at)) visit(child, around, isElseIf(child, at) ? level - 1 : level);
  };
  visit(node, null, 0);
  return found;
}

function countOf(node: Node, type: string): number {
  const below = childrenOf(node).map((child) => countOf(child, type));
  return below.reduce((sum, count) => sum + count, node["type"] === type ? 1 : 0);
}

/** Median, p90 and the most. */
function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.5, 0.9, 1].map((part) => sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)]).join(" / ");
}

const [folder = "src"] = process.argv.slice(2);
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => /\.tsx?$/.test(path));
const files = paths.map((path) => {
  const text = readFileSync(join(folder, path), "utf8");
  const bytes = Buffer.from(text);
  // Places are bytes, counted from 1.
  const lineAt = (byte: number) =>
    bytes
      .subarray(0, byte - 1)
      .toString()
      .split("\n").length;
  const tree = parseSync(text, { syntax: "typescript", tsx: path.endsWith("x") }) as unknown as Node;
  const lines = text.trimEnd().split("\n");
  const comments = lines.filter((line) => /^\s*(?:\/[/*]|\*)/.test(line)).length;
  const code = lines.filter((line) => line.trim() !== "").length - comments;
  const exports = text.match(/^export (?!type \{|\{|\*)/gm)?.length ?? 0;
  return {
    lines: lines.length,
    comments,
    code,
    exports,
    functions: functionsIn(tree, lineAt),
    casts: countOf(tree, "TsAsExpression"),
  };
});
const functions = files.flatMap((file) => file.functions);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const figures = {
  files: files.length,
  lines: sum(files.map(({ lines }) => lines)),
  "lines a file": spread(files.map(({ lines }) => lines)),
  "files above 250 lines": files.filter(({ lines }) => lines > 250).length,
  functions: functions.length,
  "lines a function": spread(functions.map(({ lines }) => lines)),
  "functions above 60 lines": functions.filter(({ lines }) => lines > 60).length,
  "parameters a function": spread(functions.map(({ parameters }) => parameters)),
  nesting: spread(functions.map(({ nesting }) => nesting)),
  branches: spread(functions.map(({ branches }) => branches)),
  "exports a file": spread(files.map(({ exports }) => exports)),
  "as, but as const": sum(files.map(({ casts }) => casts)),
  "comments to code": (sum(files.map(({ comments }) => comments)) / sum(files.map(({ code }) => code))).toFixed(2),
};
for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(26)} ${value}`);
