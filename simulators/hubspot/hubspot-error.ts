/** Refusals in HubSpot's words. https://developers.hubspot.com/docs/api-reference/error-handling */
import type { Request } from "express";
import type Joi from "joi";

export interface ErrorExtras {
  readonly errors?: readonly { message: string; code?: string; context?: Record<string, string[]> }[];
  readonly context?: Record<string, string[]>;
  readonly links?: Record<string, string>;
  readonly subCategory?: string;
  readonly policyName?: string;
  readonly errorType?: string;
  readonly [other: string]: unknown;
}

export class HubSpotError extends Error {
  readonly status: number;
  readonly category: string;
  readonly extras: ErrorExtras;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    category: string,
    message: string,
    extras: ErrorExtras = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.category = category;
    this.extras = extras;
    this.headers = headers;
  }
}

export function validationError(message: string, extras: ErrorExtras = {}): HubSpotError {
  return new HubSpotError(400, "VALIDATION_ERROR", message, extras);
}

export function notFound(message: string, extras: ErrorExtras = {}): HubSpotError {
  return new HubSpotError(404, "OBJECT_NOT_FOUND", message, extras);
}

/** As HubSpot answers a write to custom objects without the scope: https://github.com/PostHog/posthog/issues/53339 */
export function missingScopes(scopes: readonly string[]): HubSpotError {
  const message =
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.";
  return new HubSpotError(403, "MISSING_SCOPES", message, {
    errors: [
      {
        message: "One or more of the following scopes are required.",
        context: { requiredGranularScopes: [...scopes] },
      },
    ],
    links: { scopes: "https://developers.hubspot.com/scopes" },
  });
}

/** The value as the schema describes it, or HubSpot's 400 naming every problem. Nothing is converted. */
export function check<T>(schema: Joi.Schema<T>, value: unknown, what = "Invalid input JSON"): T {
  const { error, value: checked } = schema.validate(value, { convert: false, abortEarly: false });
  if (!error) return checked;
  const errors = error.details.map(({ message, path }) => ({ message, context: { path: [path.join(".")] } }));
  throw validationError(`${what}: ${error.details.map(({ message }) => message).join("; ")}`, { errors });
}

export function pathPart(request: Request, name: string): string {
  const value: unknown = request.params[name];
  return typeof value === "string" ? value : "";
}

export function queryText(request: Request, name: string): string | undefined {
  const value: unknown = request.query[name];
  return typeof value === "string" ? value : undefined;
}

/** A whole number of the query, refused outside its bounds. */
export function queryNumber(request: Request, name: string, fallback: number, maximum: number): number {
  const text = queryText(request, name);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > maximum)
    throw validationError(`Invalid value '${text}' for '${name}': it must be from 1 to ${maximum}`);
  return value;
}
