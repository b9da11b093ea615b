/** The rules of ARCHITECTURE.md: which room may know which, and what no file contains. */
import { describe, expect, test } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  filesBelow,
  firstCircle,
  importsOf,
  ROOT,
  sourceFiles,
  withoutComments,
  type Import,
  type SourceFile,
} from "./support/source-tree.ts";

interface MayImport {
  /** Rooms, or single files of a room. */
  readonly of: readonly string[];
  /** Rooms or files of which it may know the types only. */
  readonly typesOf?: readonly string[];
  readonly packages: readonly string[];
  readonly typesOfPackages?: readonly string[];
  /** Modules of Node; without it, any. */
  readonly node?: readonly string[];
}

const PAGES = ["htm", "preact", "preact-render-to-string"];

const ROOMS: Readonly<Record<string, MayImport>> = {
  "src/delivery": { of: [], packages: [], node: [] },
  "src/delivery/lifecycle/delivery-key.ts": { of: ["src/delivery"], packages: [], node: ["node:crypto"] },
  "src/delivery/lifecycle/send-time.ts": { of: ["src/delivery"], packages: ["temporal-polyfill"], node: [] },
  // Pure: what the setting may be is what the addresses are.
  "src/platforms/hubspot/addresses.ts": { of: [], packages: [], node: [] },
  "src/store/postgres/connection/address.ts": {
    of: [],
    packages: ["pg"],
    node: [],
  },
  "src/app/config-schema.ts": {
    of: ["src/platforms/hubspot/addresses.ts", "src/store/postgres/connection/address.ts"],
    packages: ["joi"],
    node: [],
  },
  "src/app/config.ts": {
    of: ["src/app/config-schema.ts", "src/platforms/hubspot/addresses.ts"],
    typesOf: ["src/ports/card-check.ts", "src/ports/public-pages.ts"],
    packages: [],
    typesOfPackages: ["joi"],
  },
  "src/app/start-problem.ts": {
    of: ["src/store/postgres/cannot-start.ts", "src/store/postgres/connection/address.ts"],
    typesOf: ["src/app/config.ts"],
    packages: [],
    node: [],
  },
  "src/app/product.ts": { of: [], packages: [], node: [] },
  "src/app/v8-flags.ts": { of: [], packages: [], node: ["node:v8"] },
  "src/ports": { of: [], typesOf: ["src/delivery"], packages: [], node: [] },
  "src/platforms/shared": { of: ["src/delivery/codes.ts"], typesOf: ["src/delivery/answer.ts"], packages: ["joi"] },
  "src/i18n": {
    of: ["src/delivery", "src/app/product.ts"],
    typesOf: ["src/ports"],
    packages: ["intl-messageformat"],
    node: [],
  },
  "src/intake": {
    of: ["src/delivery", "src/i18n", "src/server/problem.ts"],
    typesOf: ["src/ports"],
    packages: ["express", "joi"],
    typesOfPackages: ["pino"],
  },
  "src/steps": { of: ["src/delivery", "src/i18n"], typesOf: ["src/ports"], packages: [] },
  "src/console": {
    of: ["src/delivery", "src/i18n", "src/server/problem.ts"],
    typesOf: ["src/ports"],
    packages: ["express", "joi", ...PAGES],
    typesOfPackages: ["pino"],
  },
  "src/platforms/line": {
    of: ["src/delivery", "src/platforms/shared"],
    typesOf: ["src/ports/credentials.ts", "src/ports/line.ts", "src/ports/rate-limiter.ts"],
    packages: ["@line/bot-sdk"],
  },
  "src/platforms/hubspot": {
    of: ["src/delivery", "src/platforms/shared"],
    typesOf: ["src/ports/credentials.ts", "src/ports/hubspot.ts", "src/ports/rate-limiter.ts"],
    packages: ["@hubspot/api-client"],
  },
  "src/platforms/mail": {
    of: ["src/delivery", "src/platforms/shared"],
    typesOf: ["src/ports/notify/mail.ts"],
    packages: ["nodemailer"],
    node: [],
  },
  "src/store": {
    of: ["src/delivery"],
    typesOf: ["src/ports"],
    packages: ["graphile-worker", "kysely", "pg"],
  },
  "src/worker": {
    of: ["src/steps"],
    typesOf: ["src/ports"],
    packages: ["graphile-worker"],
    typesOfPackages: ["pg", "pino"],
  },
  "src/server": {
    of: ["src/observability/shared-answer.ts"],
    packages: ["compression", "express"],
    typesOf: ["src/observability"],
    typesOfPackages: ["pino"],
  },
  "src/observability": { of: [], typesOf: ["src/ports"], packages: ["express", "pino", "prom-client"] },
  "src/observability/open-telemetry.ts": {
    of: ["src/observability", "src/app/product.ts"],
    packages: ["api", "exporter-trace-otlp-http", "resources", "sdk-trace"].map((name) => `@opentelemetry/${name}`),
    typesOfPackages: ["pino"],
  },
  "src/observability/work-metrics.ts": {
    of: ["src/delivery/delivery.ts", "src/observability"],
    typesOf: ["src/ports/workload.ts"],
    packages: [],
    node: [],
  },
  "src/observability/log-lines.ts": {
    of: ["src/delivery"],
    typesOf: ["src/observability", "src/ports"],
    packages: [],
    typesOfPackages: ["pino"],
  },
  "src/app/parts.ts": {
    of: [],
    typesOf: ["src/app/config.ts", "src/observability", "src/ports/sandbox.ts", "src/store"],
    packages: [],
    typesOfPackages: ["pino"],
    node: [],
  },
  "src/app/compose-platforms.ts": {
    of: "platforms observability store".split(" ").map((room) => `src/${room}`),
    typesOf: ["src/app/parts.ts"],
    packages: [],
  },
  "src/app/compose-observability.ts": {
    of: "delivery observability server".split(" ").map((room) => `src/${room}`),
    typesOf: ["src/app/config.ts"],
    packages: [],
    typesOfPackages: ["pino"],
  },
  "src/app/compose-intake.ts": {
    of: "console server intake observability store".split(" ").map((room) => `src/${room}`),
    typesOf: ["src/app/compose-platforms.ts", "src/app/parts.ts", "src/ports"],
    packages: [],
    typesOfPackages: ["express"],
  },
  "src/app/compose-console.ts": {
    of: "console intake server".split(" ").map((room) => `src/${room}`),
    typesOf: ["src/app/compose-platforms.ts", "src/app/parts.ts"],
    packages: [],
  },
  "src/app/compose-worker.ts": {
    of: "observability steps store worker".split(" ").map((room) => `src/${room}`),
    typesOf: ["src/app/compose-platforms.ts", "src/app/parts.ts", "src/ports"],
    packages: [],
  },
  "src/app/service.ts": {
    of: "app observability server store worker".split(" ").map((room) => `src/${room}`),
    packages: [],
  },
  "src/main.ts": {
    of: "app observability server store".split(" ").map((one) => `src/${one}`),
    packages: [],
    typesOfPackages: ["pino"],
  },
  // Vendors' SDKs are left out: what is built from the SDK repeats its mistakes.
  simulators: { of: [], packages: ["express", "joi", ...PAGES] },
  // Each folder is uploaded to HubSpot and runs there, in the person's browser.
  "hubspot-project/src/app/cards": { of: [], packages: ["@hubspot/ui-extensions", "react"], node: [] },
  "hubspot-project/src/app/settings": { of: [], packages: ["@hubspot/ui-extensions", "react"], node: [] },
};

/** The one place where the service and the simulators meet in a program. */
const SANDBOX = { from: "src/main.ts", to: "simulators/sandbox.ts" };

const src = sourceFiles("src");
const simulators = sourceFiles("simulators");
const scripts = sourceFiles("scripts");
const project = sourceFiles("hubspot-project");
const tests = sourceFiles("test");
const all = [...src, ...simulators, ...scripts, ...project, ...tests];

const within = (path: string, room: string): boolean => path === room || path.startsWith(`${room}/`);

/** The most particular entry wins: a file before its folder. */
function roomOf({ path }: SourceFile): string {
  const rooms = Object.keys(ROOMS).filter((room) => within(path, room));
  const room = rooms.toSorted((a, b) => b.length - a.length)[0];
  if (room === undefined) throw new Error(`${path} belongs to no room: give it one here and in ARCHITECTURE.md`);
  return room;
}

function allowed(room: string, { to, kind }: Import): boolean {
  const { of, typesOf = [], packages, typesOfPackages = [], node } = ROOMS[room] as MayImport;
  if (to.startsWith("node:")) return node === undefined || node.includes(to);
  const open = [room, ...of, ...packages];
  const known = kind === "type" ? [...open, ...typesOf, ...typesOfPackages] : open;
  return known.some((one) => within(to, one));
}

function breaches(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter((one) => !allowed(roomOf(file), one))
      .filter(({ to, kind }) => !(file.path === SANDBOX.from && to === SANDBOX.to && kind === "dynamic"))
      .map(({ to, kind }) => `${file.path} → ${to} (${kind})`),
  );
}

const matching = (files: readonly SourceFile[], pattern: RegExp): string[] =>
  files.filter(({ text }) => pattern.test(withoutComments(text))).map(({ path }) => path);

describe("rooms", () => {
  test("every import of src follows the table", () => expect(breaches(src)).toEqual([]));

  test("simulators know neither src nor a vendor's SDK", () => expect(breaches(simulators)).toEqual([]));

  test("what is uploaded to HubSpot knows nothing of ours", () => expect(breaches(project)).toEqual([]));

  test("scripts do not need the tests", () => {
    const wrong = scripts.filter(({ imports }) => imports.some(({ to }) => within(to, "test")));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test("every folder and file of src is in the table", () => {
    const rooms = readdirSync(join(ROOT, "src"));
    const inTable = (name: string) => Object.keys(ROOMS).some((room) => within(room, `src/${name}`));
    expect(rooms.filter((name) => !inTable(name))).toEqual([]);
  });

  test("a folder has at most 15 files", () => {
    const files = ["src", "simulators", "scripts"].flatMap(filesBelow);
    const counts = Map.groupBy(files, (path) => path.slice(0, path.lastIndexOf("/")));
    const full = [...counts].filter(([, files]) => files.length > 15).map(([folder]) => folder);
    expect(full).toEqual([]);
  });

  test("ports are types only", () => {
    const wrong = matching(
      src.filter(({ path }) => within(path, "src/ports")),
      /^export (?!type|interface)/m,
    );
    expect(wrong).toEqual([]);
  });

  test("nothing imports in a circle, types counted", () => expect(firstCircle(all)).toBeNull());

  test("what is imported exists", () => {
    const missing = all.flatMap(({ path, imports }) =>
      imports
        .filter(({ to }) => /^(src|simulators|scripts|test)\//.test(to) && !existsSync(join(ROOT, to)))
        .map(({ to }) => `${path} → ${to}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("what no file contains", () => {
  test("decisions know neither the clock nor chance", () => {
    const decisions = src.filter(({ path }) => within(path, "src/delivery"));
    expect(matching(decisions, /Date\.now|new Date\(\)|Math\.random|randomUUID|performance\.now/)).toEqual([]);
  });

  test("the environment is read by main alone", () => {
    const readers = matching([...src, ...simulators, ...project], /process\.env/);
    expect(readers).toEqual(["src/main.ts"]);
  });

  test("graphile-worker's schema is used in one place", () => {
    // Beside it: whether a database is empty, what a demo may remove, and the simulation's own look at the jobs.
    const others = ["src/store/postgres/connection/server.ts", "scripts/shared/given-database.ts"];
    const simulation = "scripts/simulate/system/simulated-database.ts";
    expect(matching([...src, ...scripts], /graphile_worker/).toSorted()).toEqual([...others, simulation].toSorted());
    const schema = readFileSync(join(ROOT, "src/store/postgres/migrations/0001-schema.sql"), "utf8");
    const used = schema.split(/^-- (?=[^\n]* -{3,}$)/m).filter((part) => /graphile_worker\./.test(part));
    expect(used.map((part) => part.split(" -")[0])).toEqual(["Functions: jobs"]);
    expect(schema.match(/graphile_worker\.add_job/g)).toHaveLength(1);
  });

  test("no default export in src", () => {
    expect(matching([...src, ...project], /^\s*export default|\bas default\b/m)).toEqual([]);
  });

  test("no barrels", () => {
    const barrels = all.filter(({ path }) => /(^|\/)index\.tsx?$/.test(path));
    expect(barrels.map(({ path }) => path)).toEqual([]);
  });

  test("no any, and no checker is silenced without saying which rule and why", () => {
    expect(matching(all, /\bas\s+any\b|<\s*any\b|\bany(?:\[\]|>)|:\s*any\s*(?:[;=)]|$)/m)).toEqual([]);
    const silenced = all.filter(({ text }) =>
      /(@ts-(ignore|nocheck|expect-error)|(eslint|oxlint)-disable(?!-next-line [\w/-]+ -- ))/.test(text),
    );
    expect(silenced.map(({ path }) => path).filter((path) => path !== "test/architecture.test.ts")).toEqual([]);
  });

  test("no test is left out or alone", () => {
    const special =
      /\b(?:test|it|describe)(?:\.\w+)*\.(?:only|skip|todo|failing)\b|\b(?:xit|xtest|xdescribe|fit|fdescribe)\(/;
    expect(matching(tests, special)).toEqual([]);
  });
});

/** Module-level state that two services in one process may share: what it holds follows from its key alone. */
const SHARED_STATE: Readonly<Record<string, string>> = {
  "src/console/request/session.ts": "found for a request, and gone with it",
  "src/delivery/lifecycle/delivery-key.ts": "a hash of the inputs",
  "src/i18n/message-format.ts": "a template, compiled",
};

describe("state", () => {
  const MUTABLE =
    /^(?:export )?(?:let|var)\b|^(?:export )?const \w+(?::[^=]+)?\s*=\s*(?:new (?:Map|Set|WeakMap|WeakSet)(?:<[^(]*>)?\(\)|\[\]|\{\})/m;

  test("belongs to a service, not to a module", () => {
    expect(matching(src, MUTABLE)).toEqual(Object.keys(SHARED_STATE));
  });

  test("is found however it is written", () => {
    const wrong = [
      "let last: Inputs | null = null;",
      "export let count = 0;",
      "const seen = new Map<string, number>();",
      "const sessions = new WeakMap<Request, Session>();",
      "const tags: Language[] = [];",
      "export const known: Record<string, number> = {};",
      "const long: Map<string, string> =\n  new Map();",
    ];
    expect(wrong.filter((text) => !MUTABLE.test(`import a from "a";\n${text}`))).toEqual([]);
    const right = [
      'const TAGS: ReadonlySet<string> = new Set(["a"]);',
      "  const waiting: Item[] = [];",
      "const NONE = { a: 1 };",
    ];
    expect(right.filter((text) => MUTABLE.test(text))).toEqual([]);
  });
});

describe("ARCHITECTURE.md", () => {
  const page = readFileSync(join(ROOT, "ARCHITECTURE.md"), "utf8");

  test("names every folder, and no other", () => {
    const named = [...page.matchAll(/^([a-z.][\w./-]*)\/ +\S/gm)].map(([, path]) => path ?? "");
    const two = (path: string) =>
      path
        .split("/")
        .slice(0, -1)
        .slice(0, /^(docs|hubspot-project)\//.test(path) ? 1 : 2)
        .join("/");
    const folders = new Set(
      ["src", "simulators", "scripts", "hubspot-project", "client", "test", "docs", "ops", ".ci"]
        .flatMap(filesBelow)
        .map(two),
    );
    expect(new Set(named)).toEqual(folders);
  });

  test("names files and folders that exist", () => {
    const [, legs = ""] = page.split("## The path of the data");
    const named = [...legs.matchAll(/`((?:[a-z-]+\/)+[\w.-]*)`/g)].map(([, path = ""]) => path);
    const places = (path: string) => [path, `${path}.ts`].flatMap((one) => [join(ROOT, "src", one), join(ROOT, one)]);
    expect(named.filter((path) => !places(path).some((place) => existsSync(place)))).toEqual([]);
  });

  test("stays short: 160 lines of 140 columns", () => {
    const lines = page.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(160);
    expect(lines.filter((line) => line.length > 140)).toEqual([]);
  });
});

describe("the test itself", () => {
  test("sees every way to import", () => {
    const text = [
      'import a from "joi";',
      'import type { B } from "../ports/line.ts";',
      "import {",
      "  c,",
      '} from "./c.ts";',
      'export { d } from "@line/bot-sdk/dist/x.js";',
      'import "node:fs";',
      'const e = await import("../../simulators/sandbox.ts");',
      '// import f from "f";',
      '/* import g from "g"; */',
    ].join("\n");
    expect(importsOf("src/steps/a.ts", text)).toEqual([
      { to: "joi", kind: "value" },
      { to: "src/ports/line.ts", kind: "type" },
      { to: "src/steps/c.ts", kind: "value" },
      { to: "@line/bot-sdk", kind: "value" },
      { to: "node:fs", kind: "value" },
      { to: "simulators/sandbox.ts", kind: "dynamic" },
    ]);
  });

  test("finds a circle", () => {
    const file = (path: string, to: string): SourceFile => ({ path, text: "", imports: [{ to, kind: "type" }] });
    expect(firstCircle([file("a", "b"), file("b", "c"), file("c", "b")])).toEqual(["b", "c", "b"]);
    expect(firstCircle([file("a", "b"), file("b", "c")])).toBeNull();
  });

  test("refuses what the table does not allow", () => {
    const file = (path: string, to: string): SourceFile => ({ path, text: "", imports: [{ to, kind: "value" }] });
    const wrong = [
      file("src/delivery/a.ts", "src/ports/store.ts"),
      file("src/delivery/a.ts", "node:crypto"),
      file("src/steps/a.ts", "src/platforms/line/send.ts"),
      file("src/platforms/line/a.ts", "src/platforms/hubspot/answers.ts"),
      file("src/console/a.ts", "src/server/app.ts"),
      file("src/store/a.ts", "@line/bot-sdk"),
      file("simulators/a.ts", "src/delivery/codes.ts"),
      file("hubspot-project/src/app/cards/a.tsx", "src/console/card/json.ts"),
      file("hubspot-project/src/app/cards/a.tsx", "node:fs"),
    ];
    expect(breaches(wrong)).toHaveLength(wrong.length);
  });
});
