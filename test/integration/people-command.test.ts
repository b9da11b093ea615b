/** `npm run people`. */
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { PORTAL_ID } from "../support/builders.ts";
import { createTestStore, type TestStore } from "../support/test-store.ts";
import { anInstallation, EMAIL } from "./console.support.ts";

let tested: TestStore;
beforeAll(async () => {
  tested = await createTestStore();
  await tested.store.saveInstallation(anInstallation({ userId: 2, userEmail: "rin@example.com" }));
});
afterAll(() => tested.close());

async function people(...words: string[]) {
  const key = randomBytes(32).toString("base64");
  const env = { ...process.env, DATABASE_URL: tested.database.url, ENCRYPTION_KEYS: key };
  const child = spawn(process.execPath, ["scripts/people.ts", ...words], { env, stdio: ["ignore", "pipe", "pipe"] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number, out, err };
}

const EVERYTHING = "editor, approver, sender, administrator";
const portal = String(PORTAL_ID);

describe("npm run people", () => {
  test("lists people with their roles, and gives and takes roles", async () => {
    expect(await people("list", portal)).toEqual({
      code: 0,
      out: `${EMAIL}  ${EVERYTHING}\nrin@example.com  viewer\n`,
      err: "",
    });
    const given = await people("grant", portal, "Rin@example.com", "approver");
    expect(given.out).toContain("rin@example.com  approver\n");
    expect((await people("grant", portal, "rin@example.com", "administrator")).out).toContain(
      "approver, administrator",
    );
    expect((await people("revoke", portal, EMAIL, "administrator")).out).toContain(
      `${EMAIL}  editor, approver, sender\n`,
    );
    const [entry] = await tested.store.auditTrail(PORTAL_ID, { limit: 1, before: null });
    expect(entry).toMatchObject({ userEmail: "operator", action: "change_role", subject: EMAIL });
  });

  test("says when no one of an account has signed in", async () => {
    expect(await people("list", "5")).toEqual({ code: 1, out: "", err: "no one of account 5 has signed in\n" });
  });

  test("leaves at least one administrator", async () => {
    const sentence = "rin@example.com is the last administrator: make another person administrator first\n";
    expect(await people("revoke", portal, "rin@example.com", "administrator")).toMatchObject({
      code: 1,
      err: sentence,
    });
    expect(await people("remove", portal, "rin@example.com")).toMatchObject({ code: 1, err: sentence });
  });

  test("removes a person, which ends their sessions", async () => {
    const secret = await tested.store.startSession({ portalId: PORTAL_ID, userId: 1, userEmail: EMAIL });
    expect((await people("remove", portal, EMAIL)).out).toBe("rin@example.com  approver, administrator\n");
    expect(await tested.store.session(secret)).toBeNull();
  });

  test.each([
    [["list"], "npm run people -- list PORTAL"],
    [["promote", "1"], "npm run people -- list PORTAL"],
    [["list", "abc"], "PORTAL is HubSpot's number of the account, not abc"],
    [["grant", "1", "a@b.example", "owner"], "there is no role owner: viewer, editor, approver, sender, administrator"],
    [["grant", "1", "a@b.example", "sender"], "no one of account 1 has signed in: a person has to sign in before"],
  ])("%j is refused with what to do", async (words, sentence) => {
    const { code, err, out } = await people(...words);
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain(sentence);
    expect(err).not.toContain("file://");
  });
});
