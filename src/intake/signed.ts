/** Lets pass what HubSpot has signed. The body stays as it came, in bytes. */
import express, { type Request, type RequestHandler, type Response } from "express";
import type { Logger } from "pino";
import { bytes, refuseRequest } from "./answers.ts";
import { LARGEST_BODY_BYTES } from "./read-body.ts";
import { checkSignature, checkTimedSignature, type SignatureVerdict } from "./signature.ts";

export interface SignaturePorts {
  readonly clientSecret: string;
  readonly publicUrl: string;
  readonly log: Logger;
  /** Wall time in milliseconds. */
  readonly now: () => number;
}

export interface SignedRoute extends SignaturePorts {
  /** Names the route in the log: its address may hold a secret. */
  readonly route: string;
  /** Done before a request without a valid signature is refused. */
  readonly beforeRefusal?: (request: Request) => Promise<void>;
}

/** With a time or without. */
export const requireSignature = (ports: SignedRoute): RequestHandler[] => signedPipeline(ports, checkSignature);

/** With a time (v3): what was recorded cannot come true again later. */
export const requireTimedSignature = (ports: SignedRoute): RequestHandler[] =>
  signedPipeline(ports, checkTimedSignature);

function signedPipeline(ports: SignedRoute, check: typeof checkSignature): RequestHandler[] {
  const verdictOn = signatureVerdict(ports, check);
  const raw = express.raw({ type: () => true, limit: LARGEST_BODY_BYTES });
  return [
    raw,
    async (request, response, next) => {
      const verdict = verdictOn(request);
      if (verdict === "valid") return next();
      await ports.beforeRefusal?.(request);
      refuseSignature(response, verdict, ports);
    },
  ];
}

/** For a route that reads its body itself. False after the refusal has been given. */
export function signatureCheck(ports: SignedRoute): (request: Request, response: Response) => boolean {
  const verdictOn = signatureVerdict(ports, checkSignature);
  return (request, response) => {
    const verdict = verdictOn(request);
    if (verdict === "valid") return true;
    refuseSignature(response, verdict, ports);
    return false;
  };
}

function signatureVerdict({ clientSecret, publicUrl, now }: SignaturePorts, check: typeof checkSignature) {
  return (request: Request): SignatureVerdict => {
    const { method, originalUrl, headers } = request;
    // Node joins repeated ones; only `set-cookie` would be a list.
    const header = (name: string) => headers[name] as string | undefined;
    return check({ method, uri: publicUrl + originalUrl, body: bytes(request), header }, clientSecret, now());
  };
}

function refuseSignature(
  response: Response,
  verdict: Exclude<SignatureVerdict, "valid">,
  { log, route }: Pick<SignedRoute, "log" | "route">,
): void {
  log.warn({ event: "signature.refused", verdict, route });
  refuseRequest(response, 401, "SIGNATURE_INVALID", SIGNATURE_PROBLEMS[verdict]);
}

const SIGNATURE_PROBLEMS = {
  missing: "The request carries no HubSpot signature (v2 or v3)",
  wrong: "The signature does not fit: check HUBSPOT_CLIENT_SECRET and PUBLIC_URL",
  too_old: "The signature's time is more than five minutes away from ours",
} as const;
