/** What answers at HUBSPOT_APP_URL. */
import express, { Router, type ErrorRequestHandler, type Express, type Request } from "express";
import { html } from "htm/preact";
import Joi from "joi";
import { fileURLToPath } from "node:url";
import { extensionFetchRoute } from "../actions/extension-fetch.ts";
import { pathPart, queryText } from "../hubspot-error.ts";
import { fetchOptions, type OptionsQuestion } from "../actions/options-fetch.ts";
import { createWorkflow, enroll, WorkflowRefused } from "../workflows/workflows.ts";
import { latestRevision, portalOf, type Workflow, type World } from "../world.ts";
import { authorizeRoutes } from "./authorize-page.ts";
import { clockRoutes } from "./clock-controls.ts";
import { editorPage, type EditorState } from "./editor-page.ts";
import { inputsOfForm } from "./field-input.ts";
import { homePage } from "./home-page.ts";
import { page } from "./layout.ts";
import { liveFragment } from "./workflow-live.ts";
import { workflowPage } from "./workflow-page.ts";

export function createPages(world: World): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use("/assets", express.static(fileURLToPath(new URL("assets", import.meta.url))));
  app.post("/ui-extensions/fetch", ...extensionFetchRoute(world));
  app.use(express.urlencoded({ extended: false, limit: "1mb" }), express.json());
  app.use(authorizeRoutes(world), clockRoutes(world), editorRoutes(world), workflowRoutes(world));
  app.get("/", (_request, response) => void response.send(homePage(world)));
  app.use((_request, response) => {
    response.status(404).send(page(world, { title: "Not found", narrow: true }, html`<h1>Nothing is here</h1>`));
  });
  app.use(showErrors(world));
  return app;
}

const showErrors =
  (world: World): ErrorRequestHandler =>
  (error: unknown, _request, response, _next) => {
    const message = error instanceof Error ? error.message : String(error);
    const content = html`<p class="alert" role="alert">${message}</p>`;
    response.status(400).send(page(world, { title: "Error", narrow: true }, content));
  };

const question = Joi.object<OptionsQuestion & { portalId: number; definitionId: number }>({
  portalId: Joi.number().required(),
  definitionId: Joi.number().required(),
  inputFieldName: Joi.string().required(),
  inputFields: Joi.object().pattern(Joi.string(), Joi.string()),
  q: Joi.string().allow(""),
  after: Joi.string(),
});

function editorRoutes(world: World): Router {
  const router = Router();
  router.get("/workflows/new", (request, response) => {
    const form = new URL(request.url, "http://editor").searchParams;
    response.send(editorPage(world, editorState(world, form)));
  });
  router.post("/workflows", (request, response) => {
    const form = formOf(request);
    const state = editorState(world, form);
    try {
      const input = { name: state.name, actionDefinitionId: state.action.definitionId, inputFields: state.values };
      const { workflowId } = createWorkflow(world, state.portal.portalId, input);
      response.redirect(303, `/workflows/${workflowId}?locale=${state.locale}`);
    } catch (error) {
      if (!(error instanceof WorkflowRefused)) throw error;
      response.status(400).send(editorPage(world, { ...state, problems: error.problems }));
    }
  });
  router.post("/workflows/options", async (request, response) => {
    const { error, value } = question.validate(request.body);
    if (error) return void response.status(400).json({ message: error.message });
    const { portalId, definitionId, ...asked } = value;
    await fetchOptions(world, portalId, definitionId, asked).then(
      (answer) => response.json(answer),
      (failure: Error) => response.status(502).json({ message: failure.message }),
    );
  });
  return router;
}

function workflowRoutes(world: World): Router {
  const router = Router();
  router.get("/workflows/:workflowId", (request, response) => {
    response.send(workflowPage(world, workflowOf(world, request), localeOf(request)));
  });
  // Where HubSpot's own editor of a workflow is, as its address bar shows it.
  router.get("/workflows/:portalId/platform/flow/:workflowId/edit", (request, response) => {
    response.redirect(302, `/workflows/${workflowOf(world, request).workflowId}`);
  });
  router.get("/workflows/:workflowId/live", (request, response) => {
    response.send(liveFragment(world, workflowOf(world, request), localeOf(request)));
  });
  router.post("/workflows/:workflowId/enroll", (request, response) => {
    const workflow = workflowOf(world, request);
    const form = formOf(request);
    const number = (name: string) => (form.get(name) ? Number(form.get(name)) : undefined);
    const [count, ratePerSecond, percent] = [number("count"), number("ratePerSecond"), number("duplicatePercent")];
    enroll(world, workflow, {
      ...(form.get("listId") ? { listId: form.get("listId") ?? "" } : { count: 100 }),
      ...(count === undefined ? {} : { count }),
      ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
      duplicateShare: (percent ?? 0) / 100,
    });
    response.redirect(303, `/workflows/${workflow.workflowId}?locale=${localeOf(request)}`);
  });
  return router;
}

function workflowOf(world: World, request: Request): Workflow {
  const workflow = world.workflows.get(Number(pathPart(request, "workflowId")));
  if (!workflow) throw new Error("There is no such workflow. It may belong to a sandbox whose data was deleted.");
  return workflow;
}

function localeOf(request: Request): string {
  return queryText(request, "locale") === "ja" ? "ja" : "en";
}

/** The form as it was sent: express keeps repeated names as arrays. */
function formOf(request: Request): URLSearchParams {
  const body = (request.body ?? {}) as Record<string, string | string[]>;
  const form = new URLSearchParams();
  for (const [name, values] of Object.entries(body)) for (const value of [values].flat()) form.append(name, value);
  return form;
}

function editorState(world: World, form: URLSearchParams): EditorState {
  const portal = portalOf(world, Number(form.get("portalId")));
  const actions = [...world.actions.values()].filter(({ archivedAt }) => archivedAt === undefined);
  const wanted = Number(form.get("definitionId"));
  const action = actions.find(({ definitionId }) => definitionId === wanted) ?? actions[0];
  if (!action) throw new Error("No app has published a workflow action yet.");
  return {
    portal,
    actions,
    action,
    locale: form.get("language") ?? form.get("locale") ?? portal.language,
    name: form.get("name") ?? "New workflow",
    values: inputsOfForm(latestRevision(action).definition, form),
    problems: {},
  };
}
