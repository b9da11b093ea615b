/** The page that people come to. */
import { asksForSome } from "../deliveries/fields.ts";
import { sendPage } from "../web/layout.ts";
import type { PageRequest } from "../request/visit.ts";
import { readOverview } from "./overview.ts";
import { homePage } from "./view.ts";

export async function showHome({ request, response, context, session, ports }: PageRequest): Promise<void> {
  // The list of deliveries was here: its filters still are in addresses that people kept.
  if (asksForSome(request.query)) return response.redirect(302, `/deliveries?${context.query}`);
  const { portalId } = session;
  // Asked before everything else: what changes meanwhile is not missed.
  const version = await ports.store.versionOf(portalId, null);
  const overview = await readOverview(session, ports);
  const live = version === null ? null : { stream: "/live", version };
  const main = homePage({ overview, live, workflowsUrl: ports.workflowsUrl(portalId) }, context);
  sendPage(response, context, { title: context.words.home.title, main });
}
