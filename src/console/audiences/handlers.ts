/** Which channel's audiences are shown, and which of them. */
import { knownAudiences } from "./audiences.ts";
import { audiencesPage } from "./view.ts";
import { sendPage } from "../web/layout.ts";
import { missing, type PageRequest } from "../request/visit.ts";

export async function showAudiences({ request, response, context, session, ports }: PageRequest): Promise<void> {
  const { portalId } = session;
  const channels = await ports.store.channels(portalId);
  const { channel: asked, name } = request.query;
  const chosen = asked === undefined ? channels[0] : channels.find(({ id }) => id === asked);
  if (chosen === undefined && asked !== undefined) return missing(response, context);
  const answer = chosen === undefined ? null : await knownAudiences({ portalId, channelId: chosen.id }, ports);
  const workflowUrl = (id: string) => ports.workflowUrl(portalId, id);
  const view = {
    workflowUrl,
    channels,
    chosen: chosen ?? null,
    name: typeof name === "string" ? name.slice(0, 100) : "",
    answer,
  };
  sendPage(response, context, { title: context.words.audiences.title, main: audiencesPage(view, context) });
}
