import { describe, expect, test } from "@jest/globals";
import { createHash, createHmac } from "node:crypto";
import { checkSignature } from "../../src/intake/trust/signature.ts";

const SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy";
const NOW = 1_800_000_000_000;
const TEXT = '{"callbackId":"ap-1","text":"おはよう"}';
const BODY = Buffer.from(TEXT);
const URI = "https://line.example.com/hubspot/actions/send-line-audience?a=%40b&c=%20d";

const request = (headers: Record<string, string>, change: { method?: string; uri?: string; body?: Buffer } = {}) => ({
  method: "POST",
  uri: URI,
  body: BODY,
  header: (name: string) => headers[name],
  ...change,
});

const v2 = (text: string) => createHash("sha256").update(text).digest("hex");
const signedV2 = { "x-hubspot-signature-version": "v2", "x-hubspot-signature": v2(`${SECRET}POST${URI}${TEXT}`) };

function signedV3(timestamp: string, uri = URI.replace("%40", "@")) {
  const signature = createHmac("sha256", SECRET).update(`POST${uri}${TEXT}${timestamp}`).digest("base64");
  return { "x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": timestamp };
}

describe("v2", () => {
  test("HubSpot's documented vector", () => {
    const headers = {
      "x-hubspot-signature-version": "v2",
      "x-hubspot-signature": "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e",
    };
    const documented = { method: "GET", uri: "https://www.example.com/webhook_uri", body: Buffer.alloc(0) };
    expect(checkSignature(request(headers, documented), SECRET, NOW)).toBe("valid");
  });

  test("signs secret, method, address and body", () => {
    expect(checkSignature(request(signedV2), SECRET, NOW)).toBe("valid");
    expect(checkSignature(request(signedV2), "other", NOW)).toBe("wrong");
    expect(checkSignature(request(signedV2, { method: "PUT" }), SECRET, NOW)).toBe("wrong");
    expect(checkSignature(request(signedV2, { uri: `${URI}&x=1` }), SECRET, NOW)).toBe("wrong");
    expect(checkSignature(request(signedV2, { body: Buffer.from("{}") }), SECRET, NOW)).toBe("wrong");
  });

  test("nothing and v1 are no signature, a shorter one is wrong", () => {
    expect(checkSignature(request({}), SECRET, NOW)).toBe("missing");
    expect(checkSignature(request({ ...signedV2, "x-hubspot-signature-version": "v1" }), SECRET, NOW)).toBe("missing");
    expect(checkSignature(request({ ...signedV2, "x-hubspot-signature": "ab" }), SECRET, NOW)).toBe("wrong");
  });
});

describe("v3", () => {
  test("signs the address with HubSpot's own encodings undone, and the time", () => {
    expect(checkSignature(request(signedV3(String(NOW))), SECRET, NOW)).toBe("valid");
    expect(checkSignature(request(signedV3(String(NOW), URI)), SECRET, NOW)).toBe("wrong");
  });

  test.each([
    [-300_000, "valid"],
    [-300_001, "too_old"],
    [300_000, "valid"],
    [300_001, "too_old"],
  ])("%i ms away is %s", (away, verdict) => {
    expect(checkSignature(request(signedV3(String(NOW + away))), SECRET, NOW)).toBe(verdict);
  });

  test("a time that is no number is refused though it is signed", () => {
    expect(checkSignature(request(signedV3("soon")), SECRET, NOW)).toBe("too_old");
    expect(checkSignature(request(signedV3("")), SECRET, NOW)).toBe("too_old");
  });

  test.each([`0${NOW}`, `00${NOW}`, `${NOW}0`, ` ${NOW}`, `+${NOW}`, `${NOW}.0`, "1.8e12", String(NOW).slice(1)])(
    "the time %j has no 13 digits and is refused though it is signed",
    (timestamp) => {
      expect(checkSignature(request(signedV3(timestamp)), SECRET, NOW)).toBe("too_old");
    },
  );

  test("digits moved from the end of the body into the time are refused", () => {
    const { "x-hubspot-signature-v3": signature } = signedV3(`1${NOW}`);
    const moved = { "x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": String(NOW) };
    expect(checkSignature(request(moved, { body: Buffer.from(`${TEXT}1`) }), SECRET, NOW)).toBe("valid");
    const back = { "x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": `1${NOW}` };
    expect(checkSignature(request(back), SECRET, NOW)).toBe("too_old");
  });

  test("where v3 is sent, a good v2 does not help a bad v3", () => {
    const headers = { ...signedV2, "x-hubspot-signature-v3": "bm8=", "x-hubspot-request-timestamp": String(NOW) };
    expect(checkSignature(request(headers), SECRET, NOW)).toBe("wrong");
  });
});
