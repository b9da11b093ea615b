/** The container as Dockerfile and compose.yaml describe it: no root, nothing to write on, nothing it need not have. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { SCHEMA } from "../../src/app/config-schema.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

interface Container {
  readonly user: string;
  readonly read_only: boolean;
  readonly tmpfs: readonly string[];
  readonly cap_drop: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt: readonly string[];
  readonly privileged?: boolean;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly mem_limit: string;
  readonly pids_limit: number;
  readonly environment: Readonly<Record<string, string>>;
}

interface Compose {
  readonly services: {
    readonly service: Container & { readonly build: { readonly args: readonly string[] } };
    readonly database: Container & { readonly image: string };
  };
}

const { services } = parse(read("compose.yaml")) as Compose;

describe("compose.yaml", () => {
  test.each([
    ["service", "node", undefined],
    ["database", "postgres", ["database:/var/lib/postgresql"]],
  ] as const)("the %s is no root, cannot become one and writes nowhere but to memory", (name, user, volumes) => {
    const container = services[name];
    expect(container.user).toBe(user);
    expect(container.read_only).toBe(true);
    expect([container.cap_drop, container.cap_add]).toEqual([["ALL"], undefined]);
    expect(container.security_opt).toEqual(["no-new-privileges:true"]);
    for (const mount of container.tmpfs) expect(mount).toMatch(/^\/(?:tmp|run\/postgresql):size=\d+m,.*noexec,nosuid$/);
    // But for the database's data, which has a volume of its own.
    expect([container.privileged, container.volumes]).toEqual([undefined, volumes]);
  });

  test.each(["service", "database"] as const)("the %s has a limit of memory and of processes", (name) => {
    expect(services[name].mem_limit).toMatch(/^\$\{[A-Z_]+:-\d+g\}$/);
    expect(services[name].pids_limit).toBeGreaterThan(0);
  });

  test("is reached on this machine only, unless the operator says otherwise; the database not at all", () => {
    expect(services.service.ports).toEqual(["${PUBLISH:-127.0.0.1:3000}:3000"]);
    expect(services.database.ports).toBeUndefined();
  });

  test("hands on every documented setting but those of the image, none that the service does not know", () => {
    const known = Object.keys((SCHEMA.describe() as { keys: object }).keys);
    const image = [...read("Dockerfile").matchAll(/^(?:ENV| {4}) ?(\w+)=/gm)].map(([, name]) => name);
    const { environment } = services.service;
    expect(known.filter((name) => !(name in environment) && !image.includes(name))).toEqual([]);
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
  });

  test("no secret has a default", () => {
    const { environment } = services.service;
    for (const [name, value] of Object.entries(environment)) {
      if (/SECRET|KEYS|SEGMENT|DATABASE_URL/.test(name)) expect(value).toMatch(/\$\{\w+:\?/);
    }
  });
});

describe("Dockerfile", () => {
  const lines = read("Dockerfile")
    .split("\n")
    .filter((line) => /^[A-Z]+ /.test(line));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM")));

  test("runs as node, installs from the lock file and has no secret in it", () => {
    expect(lines.filter((line) => line.startsWith("USER")).at(-1)).toBe("USER node");
    expect(lines).toContain("RUN npm ci --omit=dev --engine-strict --no-audit --no-fund");
    expect(lines.filter((line) => /SECRET|KEYS|PASSWORD/.test(line))).toEqual([]);
  });

  test("builds production by default, which refuses to be a sandbox", () => {
    expect(last.slice(0, 2)).toEqual(["FROM service AS production", "ENV NODE_ENV=production"]);
  });

  test("only what it copies is sent to the builder", () => {
    const [first, ...kept] = read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(first).toBe("*");
    const copied = lines.filter((line) => line.startsWith("COPY") && !line.includes("--from"));
    for (const name of kept) expect(copied.join(" ")).toContain(name.replace("!", ""));
  });
});

describe("the commands for operators", () => {
  let image = "";
  beforeAll(() => {
    image = mkdtempSync(join(tmpdir(), "line-audience-image-"));
    const [service = ""] = /^FROM \S+ AS service$[^]*?(?=^FROM)/m.exec(read("Dockerfile")) ?? [];
    for (const [, copied = ""] of service.matchAll(/^COPY (?!--from)(.+) \S+$/gm)) {
      for (const name of copied.split(" ")) cpSync(join(ROOT, name), join(image, name), { recursive: true });
    }
    symlinkSync(join(ROOT, "node_modules"), join(image, "node_modules"));
  });
  afterAll(() => rmSync(image, { recursive: true }));

  test.each(["after-restore", "cards", "doctor", "keys", "people", "privacy"])(
    "%s runs in the image, with nothing but what is copied into it",
    (name) => {
      const run = spawnSync(process.execPath, [`scripts/${name}.ts`, "--help"], { cwd: image, encoding: "utf8" });
      expect([run.status, run.stderr]).toEqual([0, ""]);
      expect(run.stdout).toMatch(/^npm run /);
      expect(read("docs/deployment.md")).toContain(`scripts/${name}.ts`);
    },
  );
});

describe("images", () => {
  const [, base = ""] = /^ARG NODE_IMAGE=(.+)$/m.exec(read("Dockerfile")) ?? [];
  const [, check = ""] = /^RUN (case "\$NODE_IMAGE".+)$/m.exec(read("Dockerfile")) ?? [];
  const built = (image: string) => spawnSync("sh", ["-c", check], { env: { NODE_IMAGE: image } });

  test("every stage stands on the one Node image or on another stage", () => {
    const bases = [...read("Dockerfile").matchAll(/^FROM (\S+) AS/gm)].map(([, one]) => one);
    expect(bases).toEqual(["${NODE_IMAGE}", "${NODE_IMAGE}", "service", "service"]);
  });

  test("production is not built from a tag, which may move, but from a digest", () => {
    const tag = built("node:24-bookworm-slim");
    expect([tag.status, tag.stderr.toString()]).toEqual([1, expect.stringContaining("docs/deployment.md")]);
    expect(built("").status).toBe(1);
    expect(built(`node@sha256:${"0".repeat(64)}`).status).toBe(0);
    expect(built(`node:24-bookworm-slim@sha256:${"0".repeat(64)}`).status).toBe(0);
  });

  test("compose hands the Node image on, and knows no database image by itself", () => {
    expect(services.service.build.args).toEqual(["NODE_IMAGE"]);
    expect(services.database.image).toMatch(/^\$\{POSTGRES_IMAGE:\?/);
  });

  test("the image's Node is the Node of development, no file of node_modules is found before it", () => {
    const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: Record<string, string> };
    expect(devDependencies["node"]).toMatch(new RegExp(`^${/^node:(\d+)-/.exec(base)?.[1]}\\.`));
    expect(read("Dockerfile")).not.toMatch(/node_modules\/\.bin|PATH=/);
  });
});
