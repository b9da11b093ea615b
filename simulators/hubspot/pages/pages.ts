/** What answers at HUBSPOT_APP_URL. */
import express, { type Express } from "express";
import { authorizeRoutes } from "./authorize-page.ts";
import type { World } from "../world.ts";

export function createPages(world: World): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(express.urlencoded({ extended: false, limit: "1mb" }), express.json());
  app.use(authorizeRoutes(world));
  return app;
}
