/** Stands between a client and a server; what goes through it can be swallowed without a word, as by a broken network. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface MuteProxy {
  readonly port: number;
  /** Swallows everything on the connections there are; new ones go through. */
  mute(): void;
  close(): Promise<void>;
}

/** `target`: a socket's path or a port of 127.0.0.1; asked for each connection. */
export async function startMuteProxy(target: () => string | number): Promise<MuteProxy> {
  /** Of these, what comes is passed on. */
  const sockets = new Set<Socket>();
  const all = new Set<Socket>();
  const server = createServer((near) => {
    const to = target();
    const far = typeof to === "number" ? connect(to, "127.0.0.1") : connect(to);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      all.add(one);
      one.on("data", (chunk) => void (sockets.has(one) && other.write(chunk)));
      one.on("error", () => undefined);
      one.on("close", () => sockets.has(one) && other.destroy());
    }
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    port: (server.address() as AddressInfo).port,
    mute: () => sockets.clear(),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of all) socket.destroy();
      }),
  };
}
