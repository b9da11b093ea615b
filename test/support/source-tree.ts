/** Every source file of the repository and what it imports, for the tests that hold the architecture. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** A file of the repository, a `node:` module, or the name of a package. */
  readonly to: string;
  readonly kind: "value" | "type" | "dynamic";
}

const NOT_OURS = new Set(["node_modules", ".git", ".data"]);

export function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = posix.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  const paths = folders.flatMap(filesBelow).filter((path) => /\.tsx?$/.test(path));
  return paths.map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return { path, text, imports: importsOf(path, text) };
  });
}

/** Statements begin a line here, prettier sees to it; `import("…")` may stand anywhere. */
const STATEMENT = /^(?:import|export)\s+(?<type>type\s)?(?:[^"';]*?\sfrom\s+)?"(?<to>[^"]+)"/gm;
const DYNAMIC = /\bimport\(\s*"(?<to>[^"]+)"/g;

export function importsOf(path: string, text: string): Import[] {
  const code = withoutComments(text);
  const statements = [...code.matchAll(STATEMENT)].map(({ groups }) => ({
    to: resolved(path, groups?.["to"] ?? ""),
    kind: groups?.["type"] === undefined ? ("value" as const) : ("type" as const),
  }));
  const dynamic = [...code.matchAll(DYNAMIC)].map(({ groups }) => ({
    to: resolved(path, groups?.["to"] ?? ""),
    kind: "dynamic" as const,
  }));
  return [...statements, ...dynamic];
}

function resolved(path: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(dirname(path), specifier);
  if (specifier.startsWith("node:")) return specifier;
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

/** The files of one circle, in the order they import one another; null where there is none. */
export function firstCircle(files: readonly SourceFile[]): readonly string[] | null {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const finished = new Set<string>();
  const visit = (path: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
    if (finished.has(path)) return null;
    for (const { to } of byPath.get(path)?.imports ?? []) {
      const circle = byPath.has(to) ? visit(to, [...way, path]) : null;
      if (circle !== null) return circle;
    }
    finished.add(path);
    return null;
  };
  for (const { path } of files) {
    const circle = visit(path, []);
    if (circle !== null) return circle;
  }
  return null;
}
