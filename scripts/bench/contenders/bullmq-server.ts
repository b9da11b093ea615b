/** One BullMQ job per enrollment, on a Redis that writes each one to disk before it answers, as PostgreSQL does. */
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startBareRoute } from "../servers/bare-route.ts";

const folder = process.argv[2] ?? "";
await mkdir(folder, { recursive: true });
const socket = join(folder, "redis.sock");
const durable = ["--appendonly", "yes", "--appendfsync", "always", "--save", ""];
const redis = spawn("redis-server", ["--port", "0", "--unixsocket", socket, "--dir", folder, ...durable], {
  stdio: "ignore",
});
const connection = new Redis({ path: socket, maxRetriesPerRequest: null });
const queue = new Queue("enroll", { connection });
await queue.waitUntilReady();
await startBareRoute(async (execution) => {
  await queue.add("enroll", execution, { jobId: execution.callbackId });
});
process.on("SIGTERM", () => {
  const gone = once(redis, "exit");
  void queue
    .close()
    .then(() => connection.disconnect())
    .then(() => redis.kill())
    .then(() => gone)
    .finally(() => process.exit());
});
