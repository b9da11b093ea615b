/** Which channel's audiences are shown, and which of them. */
import { knownAudiences } from "./audiences.ts";
import { audiencesPage } from "./view.ts";
import { sendPage } from "../web/layout.ts";
import { WRITTEN } from "../web/fields.ts";
import { partial } from "../web/schemas.ts";
import { found } from "../request/refusal.ts";
import type { PageRequest, PageRoutes } from "../request/visit.ts";

const QUERY = partial({ channel: WRITTEN, name: WRITTEN.max(100).truncate().default("") }).unknown();

async function showAudiences({ request, response, context, session, ports }: PageRequest): Promise<void> {
  const { portalId } = session;
  const channels = await ports.store.channels(portalId);
  const { channel: asked, name = "" } = QUERY.validate(request.query).value;
  const chosen = asked === undefined ? (channels[0] ?? null) : found(channels.find(({ id }) => id === asked));
  const answer = chosen === null ? null : await knownAudiences({ portalId, channelId: chosen.id }, ports);
  const workflowUrl = (id: string) => ports.workflowUrl(portalId, id);
  const main = audiencesPage({ workflowUrl, channels, chosen, name, answer }, context);
  sendPage(response, context, { title: context.words.audiences.title, main });
}

export const audiencePages: PageRoutes = { "GET /audiences": showAudiences };
