/** Which address a request counts for. */
import type { Request } from "express";
import { ipKeyGenerator } from "express-rate-limit";
import { isIP } from "node:net";

/** `203.0.113.10:50001` and `[2001:db8::1]:50001`: Azure's gateways, among others, write the client's port too. */
const WITH_PORT = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/;

/**
 * The caller's address as TRUSTED_PROXIES lets us believe it, without a port; a whole IPv6 network (/56) is one address.
 * What a proxy passed on that is no address would be a new one each time: then it is the socket's.
 */
export function addressOf(request: Request): string {
  const text = request.ip ?? "";
  const [, ipv6, ipv4] = WITH_PORT.exec(text) ?? [];
  const address = ipv6 ?? ipv4 ?? text;
  return ipKeyGenerator(isIP(address) === 0 ? socketAddress(request) : address);
}

/** Empty once the connection is closed. */
const socketAddress = ({ socket }: Request): string => socket.remoteAddress ?? "";
