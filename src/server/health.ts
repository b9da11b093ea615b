/** Liveness: the process answers. Readiness: database, schema and worker do. */
import { Router } from "express";
import { shared } from "../observability/shared-answer.ts";

/** By part: each resolves when its part works and rejects with the reason when it does not. */
export type HealthChecks = Readonly<Record<string, () => Promise<void>>>;

/** Every caller would ask the database; those of one second share an answer. */
const KEPT_MS = 1000;

/** `note`: what an operator should look at although the service works. */
export function healthRoutes(checks: HealthChecks, note: () => string | null = () => null): Router {
  const router = Router();
  const examined = shared(
    () => Promise.all(Object.entries(checks).map(([part, check]) => examine(part, check))),
    KEPT_MS,
  );
  router.get("/healthz", (_request, response) => void response.json({ status: "ok" }));
  router.get("/readyz", async (_request, response) => {
    const parts = await examined();
    const ready = parts.every(({ ok }) => ok);
    const noted = note();
    response.status(ready ? 200 : 503).json({
      status: ready ? "ready" : "not ready",
      parts: Object.fromEntries(parts.map(({ part, ok }) => [part, ok ? "ok" : "failing"])),
      ...(noted !== null && { note: noted }),
    });
  });
  return router;
}

async function examine(part: string, check: () => Promise<void>): Promise<{ part: string; ok: boolean }> {
  try {
    await check();
    return { part, ok: true };
  } catch {
    // The reason may name hosts and users; it is in the log of whatever failed, not on an open route.
    return { part, ok: false };
  }
}
