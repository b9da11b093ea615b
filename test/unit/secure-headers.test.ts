import { expect, test } from "@jest/globals";
import express from "express";
import request from "supertest";
import { secureHeaders } from "../../src/server/protection.ts";

const headersWith = async (https: boolean) =>
  (await request(express().use(secureHeaders(https))).get("/")).headers as Record<string, string | undefined>;

test("browsers that came by https stay with https for a year, on this host alone", async () => {
  expect((await headersWith(true))["strict-transport-security"]).toBe("max-age=31536000");
  expect((await headersWith(false))["strict-transport-security"]).toBeUndefined();
});
