/**
 * A pooler in transaction mode, as PgBouncer, Supavisor and their like: each transaction gets a connection of the server that
 * is free, the one used last first. https://www.pgbouncer.org/features.html; messages:
 * https://www.postgresql.org/docs/18/protocol-message-formats.html
 */
import { createServer, type AddressInfo, type Socket } from "node:net";
import pg from "pg";

export interface TransactionPooler {
  /** Of the same database and user. */
  readonly url: string;
  /** Transactions use the other connections first from now on, as after one of them has lived for long enough. */
  turnOver(): void;
  close(): Promise<void>;
}

const READY = "Z".charCodeAt(0);
const IDLE = "I".charCodeAt(0);
const TERMINATE = "X".charCodeAt(0);
const SSL_REQUEST = 80_877_103;

/** Who has asked on which connection of the server. */
interface Backend {
  readonly stream: Socket;
  client: Socket | null;
}

/** `size`: connections to the server. `inTurn`: the one used longest ago is lent first. */
export async function startTransactionPooler(
  target: string,
  size: number,
  { inTurn = false } = {},
): Promise<TransactionPooler> {
  const servers = await Promise.all(Array.from({ length: size }, () => serverConnection(target)));
  const free: Backend[] = [];
  const waiting: (() => void)[] = [];
  for (const { stream } of servers) {
    const backend: Backend = { stream, client: null };
    free.push(backend);
    stream.on(
      "data",
      eachMessage(1, (message) => {
        backend.client?.write(message);
        if (message[0] !== READY || message[5] !== IDLE) return;
        backend.client = null;
        free.push(backend);
        waiting.shift()?.();
      }),
    );
  }
  const clients = new Set<Socket>();
  const proxy = createServer((client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    client.on("error", () => undefined);
    admit(client, (message) => {
      if (message[0] === TERMINATE) return void client.end();
      const send = (): void => {
        let mine = taken(client);
        if (mine === null) {
          mine = (inTurn ? free.shift() : free.pop()) ?? null;
          if (mine === null) return void waiting.push(send);
          mine.client = client;
          busy.set(client, mine);
        }
        mine.stream.write(message);
      };
      send();
    });
  });
  const busy = new WeakMap<Socket, Backend>();
  const taken = (client: Socket): Backend | null => {
    const backend = busy.get(client);
    return backend?.client === client ? backend : null;
  };
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const { username, pathname } = new URL(target);
  return {
    url: `postgres://${username}@127.0.0.1:${(proxy.address() as AddressInfo).port}${pathname}`,
    turnOver: () => void free.push(...free.splice(0, 1)),
    async close() {
      for (const client of clients) client.destroy();
      await new Promise((done) => proxy.close(done));
      for (const { stream } of servers) stream.destroy();
    },
  };
}

/** Signed in, and nothing asked yet. */
async function serverConnection(connectionString: string): Promise<{ readonly stream: Socket }> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  // pg's types leave the connection out.
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.removeAllListeners("data");
  return { stream };
}

/** Everyone may come in; what follows is passed on message by message. */
function admit(client: Socket, passOn: (message: Buffer) => void): void {
  let started = false;
  const startUp = eachMessage(0, (message) => {
    if (message.readInt32BE(4) === SSL_REQUEST) return void client.write("N");
    started = true;
    const answer = (type: string, ...numbers: number[]): Buffer => {
      const head = Buffer.from([type.charCodeAt(0), 0, 0, 0, 4 + numbers.length * 4]);
      return Buffer.concat([head, ...numbers.map((number) => int32(number))]);
    };
    const ready = Buffer.from([READY, 0, 0, 0, 5, IDLE]);
    client.write(Buffer.concat([answer("R", 0), answer("K", 1, 1), ready]));
  });
  const following = eachMessage(1, passOn);
  client.on("data", (chunk) => (started ? following(chunk) : startUp(chunk)));
}

function int32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(number);
  return bytes;
}

/** Calls `take` with every whole message; `before`: the bytes in front of its length. */
function eachMessage(before: number, take: (message: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= before + 4) {
      const length = before + rest.readInt32BE(before);
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      take(message);
    }
  };
}
