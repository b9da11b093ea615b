/** Which address a request counts for. */
import type { Request } from "express";
import { isIP, isIPv6 } from "node:net";

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
  return networkOf(isIP(address) === 0 ? socketAddress(request) : address);
}

/** For an IPv6 address its /56, which providers give to one customer; IPv4 stays, also where IPv6 has mapped it. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  // As URLs write it: in lower case, without a zone, and with the longest row of zeros left out.
  const short = new URL(`http://[${address.split("%", 1)[0]}]`).hostname.slice(1, -1);
  if (/^::ffff:\w+:\w+$/.test(short)) return short;
  const [before = [], behind = []] = short.split("::").map((half) => half.split(":").filter((group) => group !== ""));
  const zeros = Array.from({ length: 8 - before.length - behind.length }, () => "0");
  const [first, second, third, fourth = "0"] = [...before, ...zeros, ...behind];
  return `${first}:${second}:${third}:${(Number.parseInt(fourth, 16) & 0xff00).toString(16)}::/56`;
}

/** Empty once the connection is closed. */
const socketAddress = ({ socket }: Request): string => socket.remoteAddress ?? "";
