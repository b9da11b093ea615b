/** Where HubSpot is asked, and what HUBSPOT_API_VERSION may say about it. */
import { describe, expect, it } from "@jest/globals";
import { createAddresses, FAMILIES, readVersions, type Family } from "../../src/platforms/hubspot/addresses.ts";

const families = Object.keys(FAMILIES) as Family[];
const at = (text: string) => createAddresses(readVersions(text)).path;

describe("addresses of HubSpot", () => {
  // The paths of HubSpot's OpenAPI files: github.com/HubSpot/HubSpot-public-api-spec-collection
  it.each<[path: string, family: Family, parts: readonly string[]]>([
    ["/oauth/2026-03/token", "oauth", ["token"]],
    ["/oauth/2026-03/token/introspect", "oauth", ["token", "introspect"]],
    ["/oauth/2026-03/token/revoke", "oauth", ["token", "revoke"]],
    ["/automation/actions/callbacks/2026-09/complete", "completions", ["complete"]],
    ["/crm/lists/2026-09/search", "lists", ["search"]],
    ["/crm/lists/2026-09/7/memberships", "lists", ["7", "memberships"]],
    ["/crm-object-schemas/2026-09/schemas", "schemas", []],
    ["/crm/properties/2026-09/0-1/line_user_id", "properties", ["0-1", "line_user_id"]],
    ["/crm/objects/2026-09/contacts/batch/read", "objects", ["contacts", "batch", "read"]],
    ["/settings/users/2026-09/48", "users", ["48"]],
    ["/account-info/2026-09/details", "account", ["details"]],
    ["/appinstalls/2026-09/external-install", "installs", ["external-install"]],
    ["/automation/actions/2026-09/77", "definitions", ["77"]],
  ])("are dated where nothing is set: %s", (path, family, parts) => {
    expect(at("")(family, ...parts)).toBe(path);
  });

  it.each<[path: string, setting: string, family: Family, parts: readonly string[]]>([
    ["/oauth/v1/token", "oauth=v1", "oauth", ["token"]],
    ["/automation/v4/actions/callbacks/complete", "completions=v4", "completions", ["complete"]],
    ["/crm/v3/lists/search", "lists=v3", "lists", ["search"]],
    ["/crm-object-schemas/v3/schemas", "schemas=v3", "schemas", []],
    ["/crm/v3/properties/0-1", "properties=v3", "properties", ["0-1"]],
    ["/crm/v3/objects/2-7/batch/upsert", "objects=v3", "objects", ["2-7", "batch", "upsert"]],
    ["/settings/v3/users/48", "users=v3", "users", ["48"]],
    ["/account-info/v3/details", "account=v3", "account", ["details"]],
    ["/appinstalls/v3/external-install", "installs=v3", "installs", ["external-install"]],
    ["/automation/v4/actions/77", "definitions=v4", "definitions", ["77"]],
  ])("fall back to %s with %s, and no other family does", (path, setting, family, parts) => {
    const addresses = createAddresses(readVersions(setting));
    expect(addresses.path(family, ...parts)).toBe(path);
    expect(families.filter((each) => addresses.isFormer(each))).toEqual([family]);
  });

  it("encode what they are given", () => {
    expect(at("")("lists", "../1?x=/")).toBe("/crm/lists/2026-09/..%2F1%3Fx%3D%2F");
  });
});

describe("HUBSPOT_API_VERSION", () => {
  it("sets one version for all families, and others by name", () => {
    const versions = readVersions(" 2026-03, lists = v3 ,oauth=2026-09,");
    expect(versions).toMatchObject({ objects: "2026-03", users: "2026-03", lists: "v3", oauth: "2026-09" });
    expect(readVersions("lists=v3,2026-03")).toMatchObject({ lists: "v3", oauth: "2026-03" });
  });

  it.each([
    ["lsits=v3", 'there is no family "lsits"'],
    ["constructor=v3", 'there is no family "constructor"'],
    ["lists=v4", '"lists=v4" names no version of lists'],
    ["lists=2026-13", '"lists=2026-13" names no version of lists'],
    ["lists=", '"lists=" names no version of lists'],
    ["v3", '"v3" names no version of all'],
    ["lists=v3=v4", '"lists=v3=v4" is not family=version'],
    ["lists=v3,lists=2026-03", "lists has two versions"],
    ["2026-03,2026-09", "all families have two versions"],
  ])("%s is refused: %s, and all that may be said is named", (text, problem) => {
    expect(() => readVersions(text)).toThrow(problem);
    expect(() => readVersions(text)).toThrow(
      /^HUBSPOT_API_VERSION: .*Versions of all: 2026-09, 2026-03; of one family: oauth \(2026-09, 2026-03, v1\), completions \(2026-09, 2026-03, v4\), lists/,
    );
  });
});
