/** Which role may do what, as the Settings page shows it. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { may, RIGHTS, ROLES, type RightName } from "../request/rights.ts";
import type { ViewContext } from "../request/view-context.ts";

export function rightsTable({ words }: ViewContext): VNode {
  const { rights, settings } = words;
  const names = Object.keys(RIGHTS) as RightName[];
  const mark = (yes: boolean) => html`<td>${yes ? html`<strong>${settings.yes}</strong>` : settings.no}</td>`;
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <td></td>
          ${ROLES.map((role) => html`<th scope="col">${rights.roles[role]}</th>`)}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">${rights.look}</th>
          ${ROLES.map(() => mark(true))}
        </tr>
        ${names.map(
          (name) =>
            html`<tr>
              <th scope="row">${rights.deeds[name]}</th>
              ${ROLES.map((role) => mark(may({ roles: [role] }, name)))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
