/** DATABASE_URL as providers show it, and what an operator reads about one that does not work. */
import { describe, expect, test } from "@jest/globals";
import { addressProblem, parseAddress, placeOf, tlsWarning } from "../../src/store/postgres/connection/address.ts";

const HIDDEN = "pass-word";
const at = (rest: string) => `postgres://u:${HIDDEN}@${rest}`;

describe("what can be used", () => {
  test.each([
    [
      "Cloud SQL's socket",
      `postgres://u:${HIDDEN}@/db?host=/cloudsql/project:region:instance`,
      "/cloudsql/project:region:instance",
    ],
    ["a socket in front", at("%2Fvar%2Frun%2Fpostgresql/db"), "/var/run/postgresql"],
    ["a socket behind", `postgresql:///db?host=/var/run/postgresql&user=u`, "/var/run/postgresql"],
    ["postgresql://", `postgresql://u:${HIDDEN}@db.example:5433/db`, "db.example:5433"],
    ["IPv6", at("[2001:db8::1]:5432/db"), "[2001:db8::1]:5432"],
    ["a user with @ as Azure's", "postgres://me%40server:x@h.example/db?sslmode=require", "h.example:5432"],
    ["a user behind", "postgres://h.example/db?user=me@server&password=x", "h.example:5432"],
    [
      "options of a provider",
      at("h.example/db?sslmode=require&channel_binding=require&options=endpoint%3Dx"),
      "h.example:5432",
    ],
  ])("%s", (_name, address, name) => {
    expect(addressProblem(address)).toBeNull();
    expect(placeOf(address).name).toBe(name);
  });

  test("an encoded password arrives as it is", () => {
    expect(parseAddress("postgres://u:p%40ss%3Aw%2Fo%25rd%23%3F@h/db").password).toBe("p@ss:w/o%rd#?");
    const { password, host } = parseAddress("postgres://u:p@ss@h/db");
    expect([password, host]).toEqual(["p@ss", "h"]);
  });

  test.each([
    ["sslmode=disable", "none"],
    ["", "none"],
    ["sslmode=prefer", "unverified"],
    ["sslmode=require", "unverified"],
    ["sslmode=no-verify", "unverified"],
    ["uselibpqcompat=true&sslmode=require", "unverified"],
    ["uselibpqcompat=false&sslmode=require", "verified"],
    ["sslmode=require&sslrootcert=package.json", "verified"],
    ["sslmode=verify-ca&sslrootcert=package.json", "verified"],
    ["sslmode=verify-full", "verified"],
    ["sslmode=verify-full&sslrootcert=system", "verified"],
    ["sslrootcert=package.json&sslmode=verify-full", "verified"],
  ])("%s is %s", (options, tls) => {
    expect(addressProblem(at(`h/db?${options}`))).toBeNull();
    expect(placeOf(at(`h/db?${options}`)).tls).toBe(tls);
  });
});

describe("what cannot be used is said with the way out, and without the password", () => {
  test.each([
    ["another scheme", "mysql://u:pass-word@h/db", /must begin with postgres:\/\/ or postgresql:\/\//],
    ["several hosts", at("h1:5432,h2:5433/db"), /several hosts.*writer endpoint/],
    ["several hosts without ports", at("h1,h2/db"), /several hosts/],
    ["several hosts behind", at("/db?host=h1,h2"), /several hosts/],
    ["# in a password", "postgres://u:pass-word#x@h/db", /write @ as %40.*# as %23/],
    ["# in a password of digits", "postgres://u:12#pass-word@h/db", /# as %23/],
    ["/ in a password", "postgres://u:pass-word/x@h/db", /\/ as %2F/],
    ["/ in a password of digits", "postgres://u:12/pass-word@h/db", /\/ as %2F/],
    ["? in a password of digits", "postgres://u:12?pass-word@h/db", /\? as %3F/],
    ["a port that is none", at("h:99999/db"), /host and port must be valid/],
    ["a port behind that is none", at("h/db?port=x"), /host and port must be valid/],
    ["an unknown sslmode", at("h/db?sslmode=allow"), /sslmode must be one of disable, prefer, require/],
    ["verify-ca without an authority", at("h/db?sslmode=verify-ca"), /verify-ca needs sslrootcert=PATH/],
  ])("%s", (_name, address, problem) => {
    expect(addressProblem(address)).toMatch(problem);
    expect(addressProblem(address)).not.toMatch(/pass-word|\b12\b/);
  });
});

describe("a warning", () => {
  test.each([
    [
      "a database elsewhere without TLS",
      at("db.example:5432/db"),
      /\(db\.example:5432\) without TLS.*sslmode=verify-full/,
    ],
    [
      "a certificate that no one checks",
      at("db.example/db?sslmode=require"),
      /certificate is not checked.*sslmode=verify-full/,
    ],
  ])("%s", (_name, address, warning) => {
    expect(tlsWarning(address)).toMatch(warning);
    expect(tlsWarning(address)).not.toContain(HIDDEN);
  });

  test.each([
    at("localhost/db"),
    at("127.0.0.1:5432/db"),
    at("[::1]/db"),
    at("%2Frun%2Fpostgresql/db"),
    at("/db?host=/cloudsql/project:region:instance"),
    at("db.example/db?sslmode=verify-full"),
    at("database:5432/db?sslmode=disable"),
  ])("none: %s", (address) => expect(tlsWarning(address)).toBeNull());
});
