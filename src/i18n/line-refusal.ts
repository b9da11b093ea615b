/** What LINE finds wrong with messages: which bubble, where in it, and what, in the reader's language. */
import { lineFaults, pathOf, problemIn, type LineFault } from "../delivery/message/line-refusal.ts";
import type { Figures } from "../delivery/codes.ts";
import type { ActionWords } from "./language-file.ts";
import { fill } from "./message-format.ts";

type Places = ActionWords["places"];
type FaultText = (problem: string, figures: Figures) => string;

/** `detail`: the figure of `LINE_REFUSED_MESSAGE`. */
export const refusalInWords = (detail: string, places: Places, faultText: FaultText): string =>
  lineFaults(detail)
    .map((fault) => inWords(fault, places, faultText))
    .join(places.next);

function inWords(fault: LineFault, places: Places, faultText: FaultText): string {
  const problem = problemText(fault, places, faultText);
  if (fault.bubble === null) return problem;
  const place = placeText(fault, fault.bubble, places);
  return problem === "" ? place : fill(places.fault, { place, problem });
}

/** LINE's own words where we have none for them. */
function problemText(fault: LineFault, { quoted }: Places, faultText: FaultText): string {
  const [problem, figures = {}] = problemIn(fault) ?? [];
  if (problem !== undefined) return faultText(problem, figures);
  return fault.said === "" || fault.bubble === null ? fault.said : fill(quoted, { text: fault.said });
}

function placeText(fault: LineFault, bubble: number, places: Places): string {
  const way = [fill(places.bubble, { number: String(bubble + 1) }), ...steps(pathOf(fault), places)];
  const written = fault.place.trim().replace(/^\./, "");
  const words = way.join(places.joint);
  // A single property is said by its name; the way into code is also as its author finds it there.
  return pathOf(fault).length < 2 ? words : fill(places.place, { way: words, written });
}

/** `messages[1].text`: “bubble 2 › text”; what is in no message stays. */
export function placeInWords(property: string, places: Places): string {
  const [fault] = lineFaults(property);
  return fault === undefined || fault.bubble === null ? property : placeText(fault, fault.bubble, places);
}

const named = (texts: Readonly<Record<string, string>>, name: string): string | null =>
  Object.hasOwn(texts, name) ? (texts[name] ?? null) : null;

const isNumber = (name: string | undefined): boolean => name !== undefined && /^\d+$/.test(name);

/** A list and the number in it are one step; the container that every message of its kind has is none. */
function steps(path: readonly string[], { properties, numbered }: Places): readonly string[] {
  return path.flatMap((name, index) => {
    const before = path[index - 1] ?? "";
    const list = isNumber(name) ? named(numbered, before) : null;
    if (list !== null) return [fill(list, { number: String(Number(name) + 1) })];
    const isCounted = isNumber(path[index + 1]) && named(numbered, name) !== null;
    const isContainer = index === 0 && path.length > 1 && (name === "contents" || name === "template");
    return isCounted || isContainer ? [] : [named(properties, name) ?? name];
  });
}
