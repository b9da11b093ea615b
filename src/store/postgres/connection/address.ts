/**
 * DATABASE_URL, read by pg itself and with libpq's meaning of `sslmode`, so that an address works as a provider shows
 * it and as in psql: https://www.postgresql.org/docs/18/libpq-connect.html#LIBPQ-CONNSTRING
 */
import pg from "pg";

/** What pg knows. `prefer` does not fall back to a connection without TLS. */
const SSL_MODES: readonly string[] = ["disable", "prefer", "require", "verify-ca", "verify-full", "no-verify"];

const ENCODE = "in user and password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25";

const UNREADABLE = `it cannot be read: host and port must be valid, and ${ENCODE}`;

/** As pg wants it. */
export function clientConfig(address: string): { readonly connectionString: string } {
  // pg's own meaning of `require` checks the certificate, which is in no file of this machine at most providers.
  const meantByPg = /[?&](uselibpqcompat=false|sslmode=no-verify)(&|$)/.test(address);
  // libpq's word for the certificates that the system trusts; Node brings such a list.
  const text = address.replaceAll(/(?<=[?&])(uselibpqcompat=[^&]*|sslrootcert=system)(&|$)/g, "");
  return { connectionString: meantByPg ? text : `${text}${text.includes("?") ? "&" : "?"}uselibpqcompat=true` };
}

type ParsedAddress = Pick<pg.Client, "host" | "port" | "database"> & Pick<pg.ClientConfig, "ssl" | "password">;

/** What pg makes of an address, without a connection. Throws for one that it cannot read, or names a file that it cannot. */
export function parseAddress(address: string): ParsedAddress {
  return new pg.Client(clientConfig(address));
}

/** What is wrong with an address and how to correct it; null when pg can use it. Repeats nothing of it: it has a password. */
export function addressProblem(address: string): string | null {
  const [, beforePath, path = ""] = /^postgres(?:ql)?:\/\/([^/?#]*)([^?]*)/i.exec(address) ?? [];
  if (beforePath === undefined) return "it must begin with postgres:// or postgresql://";
  const cutShort = !beforePath.includes("@") && (path.includes("@") || /[?&][^=&]*@/.test(address));
  if (cutShort || address.includes("#")) return `it cannot be read: ${ENCODE}`;
  const hosts = beforePath.slice(beforePath.lastIndexOf("@") + 1);
  if (hosts.includes(",") || /[?&]host=[^&]*(,|%2C)/i.test(address))
    return "it names several hosts, and only one can be used: take an address that always leads to the primary, such as the provider's writer endpoint, a DNS name or a proxy";
  const modes = [...address.matchAll(/[?&]sslmode=([^&]*)/g)].map(([, mode = ""]) => mode);
  if (!modes.every((mode) => SSL_MODES.includes(mode))) return `its sslmode must be one of ${SSL_MODES.join(", ")}`;
  if (modes.includes("verify-ca") && !/[?&]sslrootcert=./.test(address))
    return "sslmode=verify-ca needs sslrootcert=PATH, the file with the certificate of the server's authority";
  try {
    return Number.isNaN(parseAddress(address).port) ? UNREADABLE : null;
  } catch (error) {
    // A certificate: whether it can be read is said when the service connects.
    if (typeof (error as { path?: unknown }).path === "string") return null;
    return UNREADABLE;
  }
}

export interface Place {
  /** Host and port, or the folder of a socket; no user, no password. */
  readonly name: string;
  /** False on this machine. */
  readonly remote: boolean;
  /** `unverified`: encrypted, but with any server that answers. */
  readonly tls: "none" | "unverified" | "verified";
  /** True where the address says that there is to be no TLS. */
  readonly plainWanted: boolean;
}

/** Where an address leads. Throws as `parseAddress` does. */
export function placeOf(address: string): Place {
  const { host, port, ssl } = parseAddress(address);
  const isSocket = host.startsWith("/");
  const remote = !isSocket && !/^(localhost|127(\.\d+){3}|::1)$/i.test(host);
  const unverified = typeof ssl === "object" && ssl.rejectUnauthorized === false;
  return {
    name: isSocket ? host : `${host.includes(":") ? `[${host}]` : host}:${port}`,
    remote,
    tls: ssl === false ? "none" : unverified ? "unverified" : "verified",
    plainWanted: /[?&]sslmode=disable(&|$)/.test(address),
  };
}

const HOW_TO_VERIFY =
  "set sslmode=verify-full, with sslrootcert=PATH where the provider has an authority of its own (docs/deployment.md)";

/** What an operator has to know about the way to the database; null when there is nothing to say. */
export function tlsWarning(address: string): string | null {
  const { remote, tls, plainWanted, name } = placeOf(address);
  if (!remote || plainWanted || tls === "verified") return null;
  return tls === "none"
    ? `DATABASE_URL leads to another machine (${name}) without TLS, so everyone on the way can read and change what is stored: ${HOW_TO_VERIFY}; or say by sslmode=disable that the network between is private`
    : `DATABASE_URL leads to another machine (${name}) whose certificate is not checked, so another server may answer in its place: ${HOW_TO_VERIFY}`;
}
