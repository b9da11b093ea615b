/** The service as the demo, the benches and the journeys start it. */
import { expect, test } from "@jest/globals";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../scripts/demo/free-port.ts";
import { ServiceProcess } from "../../scripts/demo/service-process.ts";

const serviceOn = async (databaseUrl: string) => {
  const port = await freePort();
  const settings = {
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString("base64"),
  };
  const log = join(tmpdir(), `service-process-${port}.log`);
  return new ServiceProcess(`http://127.0.0.1:${port}`, { ...process.env, ...settings }, log);
};

test("a start that is refused says why", async () => {
  const service = await serviceOn("http://127.0.0.1/line");
  await expect(service.start()).rejects.toThrow(/ended before it was ready\. .*DATABASE_URL/s);
  expect(await service.stop()).not.toBeNull();
});

test("a start that is interrupted ends, and so does what stops it once more", async () => {
  // Nothing answers at a reserved address, so it is still starting.
  const service = await serviceOn("postgres://user@192.0.2.1:5432/line");
  const started = service.start().then(
    () => "ready",
    () => "ended",
  );
  await service.stop();
  expect(await started).toBe("ended");
  expect(await service.stop()).toBe(await service.stop());
});
