/** Trouble on order: what a request meets instead of, or after, being carried out. */
import type { RequestHandler, Response } from "express";
import type { FaultRule } from "./fault-rule.ts";
import type { World } from "../world.ts";

export function faults(world: World): RequestHandler {
  return (request, response, next) => {
    const now = world.clock.now();
    const rule = world.faults.find(
      (each) => (each.until ?? now + 1) > now && applies(each, request.method, request.path),
    );
    if (!rule) return next();
    rule.times -= 1;
    meet(rule, response, next);
  };
}

function applies(rule: FaultRule, method: string, path: string): boolean {
  if (rule.times <= 0) return false;
  if (rule.method !== undefined && rule.method.toUpperCase() !== method) return false;
  return typeof rule.path === "string" ? path.includes(rule.path) : rule.path.test(path);
}

function meet(rule: FaultRule, response: Response, next: () => void): void {
  switch (rule.kind) {
    case "status":
      return refuse(rule, response);
    case "timeout-before":
      return;
    case "reset-before":
      response.socket?.destroy();
      return;
    case "slow":
      setTimeout(next, rule.delayMs ?? 1000);
      return;
    case "timeout-after":
      response.end = () => response;
      return next();
    case "reset-after":
      response.end = () => {
        response.socket?.destroy();
        return response;
      };
      return next();
    case "malformed":
      garble(response);
      return next();
  }
}

function refuse(rule: FaultRule, response: Response): void {
  const status = rule.status ?? 500;
  const body = rule.body ?? {
    status: "error",
    message: "internal error",
    category: "INTERNAL_ERROR",
    correlationId: "",
  };
  response.set(rule.headers ?? {});
  response.status(status).send(body);
}

/** An answer that begins like JSON and does not end so. */
function garble(response: Response): void {
  const end = response.end.bind(response);
  const cut = '{"status":"COMPLETE","results":[{"id":';
  response.end = () => {
    if (response.statusCode === 204) response.statusCode = 200;
    response.setHeader("Content-Type", "application/json");
    response.setHeader("Content-Length", Buffer.byteLength(cut));
    return end(cut);
  };
}
