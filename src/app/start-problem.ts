/** What stopped the start → one sentence for the operator: the setting, what is the matter with it, and how to go on. */
import type { Config } from "./config.ts";
import { CannotStart } from "../store/postgres/cannot-start.ts";
import { placeOf } from "../store/postgres/connection/address.ts";

/** What Node, the system and PostgreSQL say beside an error's message. */
interface SystemFault {
  readonly message: string;
  readonly code: string;
  readonly syscall: string;
  readonly port: unknown;
  readonly path: unknown;
}

type Where = Pick<Config, "port" | "host" | "dataDir" | "databaseUrl" | "metrics">;

/** Null for what no setting explains: a fault of ours, whose stack belongs into the log. */
export function startProblem(error: unknown, config: Where): string | null {
  for (const one of causes(error)) {
    if (one instanceof CannotStart) return one.message;
    const fault = systemFaultOf(one);
    const sentence =
      cannotListen(fault, config) ??
      cannotRead(fault, config) ??
      cannotWrite(fault, config) ??
      cannotConnect(fault, config);
    if (sentence !== null) return sentence;
  }
  return null;
}

/** Of an error for several addresses Node tells the first; the others say the same. */
function causes(error: unknown): unknown[] {
  const { cause, errors } = (error ?? {}) as { cause?: unknown; errors?: unknown };
  const inner = [cause, Array.isArray(errors) ? (errors[0] as unknown) : undefined].filter((one) => one != null);
  return [error, ...inner.flatMap(causes)];
}

function systemFaultOf(error: unknown): SystemFault {
  const { message, code, syscall, port, path } = (error ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return { message: text(message), code: text(code), syscall: text(syscall), port, path };
}

function cannotListen({ code, syscall, port }: SystemFault, config: Where): string | null {
  const named = port === config.metrics.port && port !== config.port ? "METRICS_PORT" : "PORT";
  const host = `HOST ${config.host}`;
  if (syscall === "getaddrinfo" && config.databaseUrl === null)
    return `${host} is not a known name: set HOST to an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all`;
  if (syscall !== "listen") return null;
  if (code === "EADDRINUSE")
    return `${named} ${String(port)} is taken by another process: stop that one, or set ${named} to a free port`;
  if (code === "EACCES")
    return `${named} ${String(port)} is not allowed for this user: set ${named} to a port from 1024 on`;
  return `${host} is not an address of this machine (${code}): set HOST to one that is, such as 127.0.0.1, or 0.0.0.0 for all`;
}

/** Certificates and keys that DATABASE_URL names. */
function cannotRead({ code, path }: SystemFault, { databaseUrl }: Where): string | null {
  if (databaseUrl === null || typeof path !== "string" || path === "") return null;
  if (!databaseUrl.includes(path) && !databaseUrl.includes(encodeURIComponent(path))) return null;
  return `DATABASE_URL: its file ${path} cannot be read (${code}): correct the path, or let this user read the file`;
}

const CANNOT_WRITE: Readonly<Record<string, string>> = {
  EACCES: "cannot be written by this user",
  EPERM: "cannot be written by this user",
  EROFS: "is on a file system that is read-only",
  ENOENT: "cannot be created",
  ENOTDIR: "is not a folder",
  EEXIST: "is not a folder",
  ENAMETOOLONG: "has a name that is too long",
  ENOSPC: "is on a disk that is full",
  EDQUOT: "is on a disk on which this user has no room left",
};

/** All that the start writes is in DATA_DIR; writing itself names no file. */
function cannotWrite({ code, syscall, path }: SystemFault, { dataDir }: Where): string | null {
  const what = CANNOT_WRITE[code];
  if (what === undefined || (typeof path !== "string" && syscall !== "write")) return null;
  const where = typeof path === "string" ? `${code}: ${path}` : code;
  return `DATA_DIR ${dataDir} ${what} (${where}): make it a folder that this user can write, or set DATA_DIR to one`;
}

/** PostgreSQL's codes: https://www.postgresql.org/docs/18/errcodes-appendix.html */
const REFUSED: Readonly<Record<string, string>> = {
  "25006": "is read-only, as a standby is: take the address of the primary",
  "28P01": "does not accept the user's password: correct user and password",
  "28000": "does not let this user in: correct the user, or allow it in the server's pg_hba.conf",
  "3D000": "has no database of this name: create it, or correct the name",
  "42501": "does not let this user change the schema: make it the owner of the database",
  "42P07": "has a database that another application uses: give the service a database of its own",
  "42710": "has a database that another application uses: give the service a database of its own",
  "53300":
    "has no connection left for this user: raise its max_connections or the limit of the user, end other processes, or set DATABASE_POOL_SIZE lower",
  "57P03": "takes no connections at the moment: start again when it does",
};

const WANTS_TLS =
  "takes connections with TLS alone: set sslmode=verify-full, with sslrootcert=PATH where the provider has an authority of its own, or sslmode=require";

/** Where a code is not enough: words of PostgreSQL and of poolers, whose codes say little. */
const SAID: readonly (readonly [RegExp, string])[] = [
  [/no encryption|SSL off|connection is insecure|SSL( connection)? is required|SSL required/i, WANTS_TLS],
  [
    /unsupported startup parameter/i,
    "is behind a pooler that does not take all parameters of DATABASE_URL: leave options away, or take the address for direct connections",
  ],
  [
    /max_client_conn|max clients/i,
    "is behind a pooler that takes no more connections: raise its limit, end other processes, or set DATABASE_POOL_SIZE lower",
  ],
  [
    /query read timeout/i,
    "takes a connection and gives no answer, as a pooler does whose connections are all in use: raise its pool size, end other processes, or set DATABASE_POOL_SIZE lower",
  ],
];

/** Node's and pg's own words, where there is no code of PostgreSQL. */
const UNREACHABLE: readonly (readonly [RegExp, string])[] = [
  [/^(ECONNREFUSED|ENOENT)$/, "does not answer: start it, or correct host and port"],
  [/^(ENOTFOUND|EAI_AGAIN|EAI_FAIL)$/, "has an unknown name: correct the host"],
  [
    /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET|EPIPE)$|timeout|terminated unexpectedly/i,
    "cannot be reached: correct host and port, or let this machine through to it",
  ],
  [/does not support SSL/i, "speaks no TLS: leave sslmode away, or turn TLS on there"],
  [
    /altname|does not match certificate/i,
    "has a certificate for another name: take the name that the provider shows, not an IP address",
  ],
  [
    /certificate|^ERR_TLS|^CERT_/i,
    "has a certificate that is not trusted: name the file of its authority by sslrootcert=PATH, or encrypt without checking it by sslmode=require",
  ],
];

function cannotConnect({ code, message }: SystemFault, { databaseUrl }: Where): string | null {
  if (databaseUrl === null) return null;
  const find = (patterns: typeof SAID) =>
    patterns.find(([pattern]) => pattern.test(code) || pattern.test(message))?.[1];
  const what = find(SAID) ?? REFUSED[code] ?? find(UNREACHABLE);
  // User, password and options stay out of logs.
  return what === undefined ? null : `DATABASE_URL: the server at ${placeOf(databaseUrl).name} ${what}`;
}
