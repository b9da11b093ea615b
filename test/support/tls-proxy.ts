/** PostgreSQL behind TLS: answers the request for it as a server does, https://www.postgresql.org/docs/18/protocol-flow.html */
import { readFileSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { TLSSocket, createSecureContext } from "node:tls";

const FOLDER = join(import.meta.dirname, "../fixtures/tls");

/** Of the certificate for `localhost`, which is its own authority. */
export const AUTHORITY = join(FOLDER, "localhost.crt");

export interface TlsProxy {
  readonly port: number;
  close(): Promise<void>;
}

/** Length and code of the request: https://www.postgresql.org/docs/18/protocol-message-formats.html */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/** Passes on to the server's socket, or its port of this machine, what asks for TLS first, and closes everything else. */
export async function startTlsProxy(target: string | number): Promise<TlsProxy> {
  const secureContext = createSecureContext({
    cert: readFileSync(AUTHORITY),
    key: readFileSync(join(FOLDER, "localhost.key")),
  });
  const all = new Set<Socket>();
  const server = createServer((near) => {
    all.add(near);
    near.on("error", () => undefined);
    near.once("data", (first) => {
      if (!SSL_REQUEST.equals(first)) return void near.destroy();
      near.write("S");
      const secure = new TLSSocket(near, { isServer: true, secureContext });
      const far = typeof target === "number" ? connect(target, "127.0.0.1") : connect(target);
      secure.on("error", () => far.destroy());
      far.on("error", () => secure.destroy());
      secure.pipe(far).pipe(secure);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const one of all) one.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
