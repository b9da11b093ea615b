/** Test files and what they import, loaded by Node as often as needed: a mutant of a constant acts only while they are loaded. */
import { readFileSync } from "node:fs";
import { registerHooks, stripTypeScriptTypes } from "node:module";
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadTests, type Group } from "./test-file.ts";

const GLOBALS = new URL("test-file.ts", import.meta.url).href;

/** Absolute path → JavaScript: types are stripped once, however often a file is loaded. */
const stripped = new Map<string, string>();

/** Modules below `root`, but for packages, are loaded once for each graph. */
export function loadByGraph(root: string): void {
  const ours = pathToFileURL(`${root}/`).href;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === "@jest/globals") return { url: GLOBALS, shortCircuit: true };
      const resolved = nextResolve(specifier, context);
      const graph = graphOf(context.parentURL);
      const own = resolved.url.startsWith(ours) && !resolved.url.includes("/node_modules/");
      return graph !== null && own && graphOf(resolved.url) === null
        ? { ...resolved, url: `${resolved.url}?graph=${graph}` }
        : resolved;
    },
    load(url, context, nextLoad) {
      if (graphOf(url) === null || context.format !== "module-typescript") return nextLoad(url, context);
      const path = fileURLToPath(url);
      const source = stripped.get(path) ?? stripTypeScriptTypes(readFileSync(path, "utf8"));
      stripped.set(path, source);
      return { format: "module", source, shortCircuit: true };
    },
  });
}

const graphOf = (url: string | undefined): string | null =>
  url === undefined || !url.startsWith("file:") ? null : new URL(url).searchParams.get("graph");

/** @param path absolute @param graph modules of the same one are shared */
export const loadInGraph = (path: string, graph: number): Promise<Group> =>
  loadTests(relative(process.cwd(), path), `${pathToFileURL(path).href}?graph=${graph}`);
