/** All sends of a portal, stopped and allowed again: what a person does, and how pages show it. */
import { html } from "htm/preact";
import type { VNode } from "preact";
import { RESTORE } from "../../delivery/lifecycle/commands.ts";
import type { SendingStop } from "../../ports/store/sending-stop.ts";
import type { Session } from "../../ports/store/sessions.ts";
import { fill } from "../../i18n/wording.ts";
import { note } from "../request/audit.ts";
import { instant } from "../web/elements.ts";
import type { ConsolePorts } from "../request/ports.ts";
import type { Reader } from "../request/reader.ts";
import { allows } from "../request/rights.ts";
import { inPortal } from "../request/same-portal.ts";
import { missing, type Visit } from "../request/visit.ts";

type Ports = Pick<ConsolePorts, "store" | "log">;

/** Answers how many deliveries were cancelled; null when the portal has not installed the app. */
export async function stopAll(session: Session, { store, log }: Ports): Promise<number | null> {
  const { portalId, userEmail, userId } = session;
  const stopped = await store.stopSending(portalId, userEmail);
  if (stopped === null) return null;
  log.info({ event: "sending.command", portalId, command: "stop", userId });
  await note(store, session, "stop_sending", { subject: "", details: { cancelled: stopped.cancelled } });
  return stopped.cancelled;
}

export async function allowAgain(session: Session, { store, log }: Ports): Promise<void> {
  const { portalId, userId } = session;
  if (!(await store.resumeSending(portalId))) return;
  log.info({ event: "sending.command", portalId, command: "resume", userId });
  await note(store, session, "resume_sending", { subject: "" });
}

export async function stopFromPage({ response, reader, session, ports }: Visit): Promise<void> {
  if ((await stopAll(session, ports)) === null) return missing(response, reader);
  response.redirect(303, "/");
}

export async function resumeFromPage({ response, session, ports }: Visit): Promise<void> {
  await allowAgain(session, ports);
  response.redirect(303, "/");
}

/** Everybody sees that sends are stopped; who may, allows them again. */
export function stoppedNotice(stop: SendingStop | null, reader: Reader): VNode | null {
  if (stop === null) return null;
  const { sending: words } = reader.words;
  return html`<section class="stopped" role="status">
    <p>
      <strong>${stop.by === RESTORE ? words.stoppedByRestore : fill(words.stopped, { person: stop.by })}</strong>${" "}
      ${words.since} ${instant(stop.at, reader)}
    </p>
    <p>${words.stoppedHint}</p>
    ${
      allows(reader, "stopSending") &&
      html`<form method="post" action=${inPortal("/sending/resume", reader.session)}>
        <button>${words.resume}</button>
      </form>`
    }
  </section>`;
}

/** Two presses: the button is behind a summary that says what it would do. */
export function stopPanel(stop: SendingStop | null, reader: Reader): VNode | null {
  if (stop !== null || !allows(reader, "stopSending")) return null;
  const { sending: words } = reader.words;
  return html`<details class="command" id="ask-stop">
    <summary class="button quiet">${words.stopAll}</summary>
    <p>${words.stopHint}</p>
    <form method="post" action=${inPortal("/sending/stop", reader.session)}>
      <button class="stop">${words.stopNow}</button>
    </form>
  </details>`;
}
