/** Refusals in LINE's words. https://developers.line.biz/en/reference/messaging-api/#error-responses */
export interface ErrorDetail {
  readonly message?: string;
  readonly property?: string;
}

export class LineError extends Error {
  readonly status: number;
  readonly body: object;
  readonly headers: Record<string, string>;

  constructor(status: number, body: Record<string, unknown>, headers: Record<string, string> = {}) {
    super(`HTTP ${status}: ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function refusal(status: number, message: string, details: readonly ErrorDetail[] = []): LineError {
  return new LineError(status, details.length === 0 ? { message } : { message, details });
}

export const notFound = (): LineError => refusal(404, "Not found");

export const noAccess = (): LineError => refusal(403, "Access to this API is not available for your account");

export const monthlyLimit = (): LineError => refusal(429, "You have reached your monthly limit.");

export function bodyErrors(details: readonly ErrorDetail[]): LineError {
  return refusal(400, `The request body has ${details.length} error(s)`, details);
}

/** The token routes speak OAuth. https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token */
export function oauthError(error: string, description: string): LineError {
  return new LineError(400, { error, error_description: description });
}

/** https://developers.line.biz/en/reference/messaging-api/#manage-audience-error */
export function audienceError(code: string, message = AUDIENCE_TEXTS[code] ?? code): LineError {
  return refusal(400, message, [{ message: code }]);
}

const AUDIENCE_TEXTS: Record<string, string> = {
  AUDIENCE_GROUP_NOT_FOUND: "audience group not found",
  AUDIENCE_GROUP_CAN_NOT_UPLOAD_STATUS_EXPIRED: "audience group is expired",
  AUDIENCE_GROUP_COUNT_MAX_OVER: "too many audience groups",
  AUDIENCE_GROUP_NAME_SIZE_OVER: "description is too long",
  AUDIENCE_GROUP_NAME_WRONG: "description contains control characters",
  AUDIENCE_GROUP_NAME_EMPTY: "description is empty",
  AUDIENCE_GROUP_REQUESTID_DUPLICATE: "audience group for the request already exists",
  AUDIENCE_GROUP_UPLOAD_DESCRIPTION_SIZE_OVER: "uploadDescription is too long",
  REQUEST_NOT_FOUND: "request not found",
  TOO_OLD_MESSAGES: "message is too old",
  WRONG_BOT_ID: "request id belongs to another bot",
  UPLOAD_AUDIENCE_GROUP_INVALID_AUDIENCE_ID_FORMAT: "invalid audience id format",
  UPLOAD_AUDIENCE_GROUP_NO_VALID_AUDIENCE_IDS: "no valid audience ids",
  UPLOAD_AUDIENCE_GROUP_TOO_MANY_AUDIENCE_IDS: "too many audience ids",
};
