/** Liveness: the process answers. Readiness: database, schema and worker do. */
import { Router } from "express";

export interface HealthChecks {
  /** Each resolves when its part works and rejects with the reason when it does not. */
  readonly [part: string]: () => Promise<void>;
}

export function healthRoutes(checks: HealthChecks): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => void response.json({ status: "ok" }));
  router.get("/readyz", async (_request, response) => {
    const parts = await Promise.all(Object.entries(checks).map(([part, check]) => examine(part, check)));
    const ready = parts.every(({ ok }) => ok);
    response.status(ready ? 200 : 503).json({
      status: ready ? "ready" : "not ready",
      parts: Object.fromEntries(parts.map(({ part, ok }) => [part, ok ? "ok" : "failing"])),
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
