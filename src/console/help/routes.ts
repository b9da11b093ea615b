/** The pages that HubSpot's listing asks for. They need no session: people read them before they install the app. */
import { Router, type RequestHandler } from "express";
import { sendPage } from "../web/layout.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { viewContextOf, type ViewContext } from "../request/view-context.ts";
import { answersPage } from "./answers-page.ts";
import { guidePage } from "./guide-page.ts";
import { privacyPage, supportPage, termsPage, type Facts } from "./legal-pages.ts";

export function helpRoutes(ports: ConsolePorts): Router {
  const { docsUrl, privacyUrl, termsUrl } = ports.publicPages;
  const router = Router();
  router.get("/help", page(ports, "help", answersPage));
  router.get("/help/setup", docsUrl === null ? page(ports, "guide", guidePage) : elsewhere(docsUrl));
  router.get("/support", page(ports, "support", supportPage));
  router.get("/privacy", privacyUrl === null ? page(ports, "privacy", privacyPage) : elsewhere(privacyUrl));
  router.get("/terms", termsUrl === null ? page(ports, "terms", termsPage) : elsewhere(termsUrl));
  return router;
}

type View = (context: ViewContext, facts: Facts) => ReturnType<typeof guidePage>;

function page(
  ports: ConsolePorts,
  words: "help" | "guide" | "support" | "privacy" | "terms",
  view: View,
): RequestHandler {
  return (request, response) => {
    const context = viewContextOf(request, response, ports);
    const facts = { supportEmail: ports.publicPages.supportEmail, retentionDays: ports.retentionDays };
    sendPage(response, context, { title: context.words[words].title, main: view(context, facts) });
  };
}

/** Not kept by browsers: the operator may change the address. */
const elsewhere =
  (url: string): RequestHandler =>
  (_request, response) =>
    response.set("Cache-Control", "no-store").redirect(302, url);
