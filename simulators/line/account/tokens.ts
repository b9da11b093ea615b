/**
 * Stateless channel access tokens: 15 minutes, any number, never revoked.
 * https://developers.line.biz/en/reference/messaging-api/#issue-stateless-channel-access-token
 */
import { timingSafeEqual } from "node:crypto";
import { oauthError, refusal } from "../line-error.ts";
import { SECOND, type Channel, type World } from "../world.ts";

const LIFE_SECONDS = 900;
const ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

export function issueToken(world: World, form: URLSearchParams): object {
  const grant = form.get("grant_type");
  if (grant === null) throw oauthError("invalid_request", "grant_type is required");
  if (grant !== "client_credentials") throw oauthError("unsupported_grant_type", "unsupported grant_type");
  const channel = authenticated(world, form);
  const token = `eyJhbGciOiJIUzI1NiJ9.${world.chance.hex(96)}.${world.chance.hex(43)}`;
  forgetExpired(world);
  world.tokens.set(token, { channelId: channel.channelId, expiresAt: world.clock.now() + LIFE_SECONDS * SECOND });
  return { token_type: "Bearer", access_token: token, expires_in: LIFE_SECONDS };
}

function authenticated(world: World, form: URLSearchParams): Channel {
  const assertionType = form.get("client_assertion_type");
  if (assertionType !== null) {
    if (assertionType !== ASSERTION) throw oauthError("invalid_request", "unknown client_assertion_type");
    throw oauthError("invalid_client", "no assertion signing key is registered");
  }
  const id = form.get("client_id");
  const secret = form.get("client_secret");
  if (!id || !secret) throw oauthError("invalid_request", "client_id and client_secret are required");
  const channel = world.channels.get(id);
  // Documented for a wrong secret; for an unknown channel only the status is.
  if (!channel || !sameText(channel.channelSecret, secret))
    throw oauthError("invalid_request", "Invalid 'client_credentials'.");
  return channel;
}

function sameText(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function forgetExpired({ tokens, clock }: World): void {
  const now = clock.now();
  for (const [token, { expiresAt }] of tokens) if (expiresAt <= now) tokens.delete(token);
}

export function channelOfToken(world: World, authorization: string | undefined): Channel {
  const token = /^Bearer +(\S+)$/.exec(authorization ?? "")?.[1];
  if (token === undefined) throw unauthorized("a bearer token is required");
  const known = world.tokens.get(token);
  if (!known) throw unauthorized("invalid token");
  if (known.expiresAt <= world.clock.now()) throw unauthorized("the access token expired");
  const channel = world.channels.get(known.channelId);
  if (!channel) throw unauthorized("invalid token");
  return channel;
}

function unauthorized(reason: string): Error {
  return refusal(
    401,
    `Authentication failed due to the following reason: ${reason}. Confirm that the access token in the authorization header is valid.`,
  );
}
