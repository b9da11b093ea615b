/** The page of runs that were refused before there was a delivery. */
import { checkFields } from "../web/fields.ts";
import { sendPage } from "../web/layout.ts";
import type { PageRequest, PageRoutes } from "../request/visit.ts";
import { NEWEST, PAGE_FIELDS } from "./fields.ts";
import { notStartedPage } from "./view.ts";

async function showNotStarted({ request, response, context, session, ports }: PageRequest): Promise<void> {
  const { portalId } = session;
  const checked = checkFields(PAGE_FIELDS, request.query, context);
  const asked = checked.kind === "ok" ? checked.value : NEWEST;
  const problem = checked.kind === "ok" ? null : checked.sentence;
  const view = {
    page: await ports.store.notStarted(portalId, asked),
    older: asked.before !== null,
    keptDays: ports.retentionDays,
    workflowUrl: (id: string) => ports.workflowUrl(portalId, id),
    problem,
  };
  const status = problem === null ? 200 : 422;
  sendPage(response, context, {
    title: context.words.notStarted.title,
    main: notStartedPage(view, context),
    status,
  });
}

export const notStartedPages: PageRoutes = { "GET /not-started": showNotStarted };
