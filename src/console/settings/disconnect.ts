/** An administrator disconnects the HubSpot account: what goes, when, and what is left to do where HubSpot is away. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import type { Session } from "../../ports/store/sessions.ts";
import { fill } from "../../i18n/wording.ts";
import { sendPage } from "../web/layout.ts";
import type { ConsolePorts } from "../request/ports.ts";
import type { Reader } from "../request/reader.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";
import { clearSessionCookie } from "../request/session.ts";
import { missing, type Visit } from "../request/visit.ts";

type Ports = Pick<ConsolePorts, "store" | "log">;

/** False where the account is disconnected already. The rest is the job's: it releases, tells HubSpot, erases the tokens. */
export async function disconnect(session: Session, { store, log }: Ports): Promise<boolean> {
  const { portalId, userId, userEmail } = session;
  if (!(await store.disconnect({ portalId, userId, userEmail }))) return false;
  log.info({ event: "portal.disconnect_asked", portalId, userId });
  return true;
}

/** Two presses: the button is behind a summary that says what goes, and when. */
export function disconnectSection(retentionDays: number, reader: Reader): VNode | null {
  if (!allows(reader, "disconnect")) return null;
  const { disconnect: words } = reader.words;
  return html`<section class="card" id="disconnect">
    <h2>${words.title}</h2>
    <p class="soft">${words.hint}</p>
    <details class="command">
      <summary class="button quiet">${words.ask}</summary>
      <ul>
        ${words.what.map((line) => html`<li>${fill(line, { days: String(retentionDays) })}</li>`)}
      </ul>
      <form method="post" action=${inPortal("/disconnect", reader.session)}>
        <button class="stop">${words.now}</button>
      </form>
    </details>
  </section>`;
}

export async function disconnectFromPage({ response, reader, session, ports }: Visit): Promise<void> {
  if (!(await disconnect(session, ports))) return missing(response, reader);
  clearSessionCookie(response, ports.publicUrl);
  const { disconnect: words } = reader.words;
  const main = html`<section class="notice">
    <h1>${words.done}</h1>
    <p>${words.doneWhat}</p>
    <p class="soft">${fill(words.doneLater, { days: String(ports.retentionDays) })}</p>
  </section>`;
  sendPage(response, { ...reader, session: null }, { title: words.done, main });
}
