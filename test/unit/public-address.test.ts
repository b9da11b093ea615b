import { expect, test } from "@jest/globals";
import { isIP } from "node:net";
import { isPublic } from "../../scripts/doctor/address.ts";

const INNER =
  "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.2.1 192.168.1.1 198.18.0.1 " +
  "198.51.100.7 203.0.113.7 224.0.0.1 255.255.255.255 :: ::1 ::ffff:10.0.0.1 64:ff9b::a00:1 100::1 fc00::1 fd12::1 fe80::1 " +
  "ff02::1 2001::1 2001:db8::1 2002:a00:1::1";
const PUBLIC = "1.1.1.1 8.8.8.8 9.255.255.255 172.32.0.1 192.167.255.255 223.255.255.255 2606:4700::1111 2a00:1450::8a";

test.each(INNER.split(" "))("%s is not reached from the internet", (address) => {
  expect(isPublic(address, isIP(address))).toBe(false);
});

test.each(PUBLIC.split(" "))("%s is", (address) => {
  expect(isPublic(address, isIP(address))).toBe(true);
});
