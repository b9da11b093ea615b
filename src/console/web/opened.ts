/** Whether what a form shows is still what it was when a person opened it: two people may write at the same time. */
import { hash } from "node:crypto";
import { html, type VNode } from "./elements.ts";
import { bodyOf, textsOf } from "../request/form.ts";
import type { PageRequest } from "../request/visit.ts";

type Shown = Readonly<Record<string, unknown>>;

/** The same for the same values, in whichever order. */
export function versionOf(shown: Shown): string {
  const values = Object.entries(shown).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return hash("sha256", JSON.stringify(values)).slice(0, 16);
}

/** What a form says about the version that it began with. */
export const openedField = (version: string): VNode => html`<input name="version" value=${version} type="hidden" />`;

export const openedIn = ({ request }: Pick<PageRequest, "request">): string => textsOf(request, ["version"]).version;

/** What was written, without the version that it began with. */
export function writtenIn({ request }: Pick<PageRequest, "request">): Shown {
  const { version: _opened, ...written } = bodyOf(request);
  return written;
}

/** Another version is there by now, and it is not what was written: the person is asked before it is replaced. */
export function changedMeanwhile(visit: Pick<PageRequest, "request">, now: Shown, written: Shown): boolean {
  const opened = openedIn(visit);
  return opened !== "" && opened !== versionOf(now) && versionOf(now) !== versionOf(written);
}
