/** The portals with their workflows and lists. */
import { html } from "htm/preact";
import { actionLabels } from "./labels.ts";
import { page } from "./layout.ts";
import type { Portal, World } from "../world.ts";

export function homePage(world: World): string {
  const portals = [...world.portals.values()];
  return page(
    world,
    { title: "Accounts" },
    html`<h1>HubSpot accounts</h1>
      <p class="muted">What HubSpot would show in each account: workflows, lists and what the app may do.</p>
      ${portals.length === 0 && html`<p class="card">There is no account yet.</p>`}
      ${portals.map((portal) => portalCard(world, portal))}`,
  );
}

function portalCard(world: World, portal: Portal) {
  const { portalId, name, enterprise } = portal;
  const workflows = [...world.workflows.values()].filter((workflow) => workflow.portalId === portalId);
  return html`<section class="card stack">
    <div class="row spread">
      <h2>${name} <span class="muted">${portalId} · ${enterprise ? "Enterprise" : "Professional"}</span></h2>
      <a class="button primary" href=${`/workflows/new?portalId=${portalId}`}>New workflow</a>
    </div>
    <div class="columns">
      <div>
        <h3>Workflows</h3>
        ${workflows.length === 0 && html`<p class="muted">No workflow yet.</p>`}
        <ul>
          ${workflows.map(({ workflowId, name }) => html`<li><a href=${`/workflows/${workflowId}`}>${name}</a></li>`)}
        </ul>
      </div>
      <div>
        <h3>Lists</h3>
        ${portal.lists.size === 0 && html`<p class="muted">No list yet.</p>`}
        <ul>
          ${[...portal.lists.values()].map(
            (list) =>
              html`<li>
                ${list.name} <span class="muted">${list.memberIds.length} contacts · ID ${list.listId}</span>
              </li>`,
          )}
        </ul>
      </div>
      <div>
        <h3>Apps</h3>
        <ul>
          ${installedApps(world, portalId).map((appName) => html`<li>${appName}</li>`)}
        </ul>
        <p class="muted">
          Workflow actions:${" "}
          ${[...world.actions.values()].map((action) => actionLabels(action, "en").actionName).join(", ") || "none"}
        </p>
      </div>
    </div>
  </section>`;
}

function installedApps(world: World, portalId: number): string[] {
  const grants = [...world.refreshTokens.values()].filter((grant) => grant.portalId === portalId && !grant.revoked);
  const ids = [...new Set(grants.map(({ appId }) => appId))];
  return ids.length === 0 ? ["none installed"] : ids.map((id) => world.apps.get(id)?.name ?? `App ${id}`);
}
