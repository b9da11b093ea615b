/** Lets pass what HubSpot has signed. The body stays as it came, in bytes. */
import express, { type Request, type RequestHandler } from "express";
import { bytes } from "../answers.ts";
import { MAX_BODY_BYTES, watchBody, type BodyPorts } from "../fast-path/read-body.ts";
import type { Refuse } from "./refusals.ts";
import { checkSignature, checkTimedSignature, isUnsigned, isUntimed, type SignatureVerdict } from "./signature.ts";

export interface SignaturePorts extends BodyPorts {
  readonly clientSecret: string;
  readonly publicUrl: string;
  /** Wall time in milliseconds. */
  readonly now: () => number;
  /** Answers a request without a valid signature. */
  readonly refuse: Refuse;
  /** Called for each request with a valid signature. */
  readonly verified: (request: Request) => void;
}

export interface SignedRoute extends SignaturePorts {
  /** Names the route in the log: its address may hold a secret. */
  readonly route: string;
  /** Done before a request without a valid signature is refused, unless its address has been refused too often. */
  readonly beforeRefusal?: (request: Request) => Promise<void>;
}

/** What a route asks of a signature: which one must be there, and whether it fits. */
interface Kind {
  readonly isMissing: typeof isUnsigned;
  readonly check: typeof checkSignature;
}

const ANY: Kind = { isMissing: isUnsigned, check: checkSignature };
const TIMED: Kind = { isMissing: isUntimed, check: checkTimedSignature };

/** With a time or without. */
export const requireSignature = (ports: SignedRoute): RequestHandler[] => signedPipeline(ports, ANY);

/** With a time (v3): what was recorded cannot come true again later. */
export const requireTimedSignature = (ports: SignedRoute): RequestHandler[] => signedPipeline(ports, TIMED);

function signedPipeline(ports: SignedRoute, kind: Kind): RequestHandler[] {
  const { route, refuse, beforeRefusal: before } = ports;
  const { isMissing, verdictOn } = signatureCheck(ports, kind);
  const raw = express.raw({ type: () => true, inflate: false, limit: MAX_BODY_BYTES });
  return [
    async (request, response, next) => {
      if (isMissing(request)) return refuse(request, response, { verdict: "missing", route, before });
      watchBody(request, ports);
      return raw(request, response, next);
    },
    async (request, response, next) => {
      const verdict = verdictOn(request);
      if (verdict === "valid") return next();
      return refuse(request, response, { verdict, route, before });
    },
  ];
}

export function signatureCheck({ clientSecret, publicUrl, now, verified }: SignaturePorts, kind = ANY) {
  return {
    /** True without a signature that could be checked: the body need not be read. */
    isMissing: ({ headers }: Request): boolean => kind.isMissing(headerOf(headers)),
    /** Once the body is there, in bytes. */
    verdictOn(request: Request): SignatureVerdict {
      const { method, originalUrl, headers } = request;
      const signed = { method, uri: publicUrl + originalUrl, body: bytes(request), header: headerOf(headers) };
      const verdict = kind.check(signed, clientSecret, now());
      if (verdict === "valid") verified(request);
      return verdict;
    },
  };
}

/** Node joins repeated ones; only `set-cookie` would be a list. */
const headerOf = (headers: Request["headers"]) => (name: string) => headers[name] as string | undefined;
