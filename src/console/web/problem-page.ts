/** What goes wrong before or beside a page, told in the reader's language: people get a page, programs the problem. */
import { sendProblem, setRetryAfter, type AnswerProblem, type Problem } from "../../server/problem.ts";
import { fill, type PageWords } from "../../i18n/wording.ts";
import { sendNotice } from "./layout.ts";
import type { ConsolePorts } from "../request/ports.ts";
import { viewContextOf } from "../request/view-context.ts";
import { html } from "./elements.ts";

export function problemAnswer(ports: Pick<ConsolePorts, "sandbox" | "publicUrl">): AnswerProblem {
  return (request, response, problem) => {
    const context = viewContextOf(request, response, ports);
    const { title, detail = null } = inLanguage(problem, context.words);
    if (request.accepts(["json", "html"]) !== "html") return sendProblem(response, { ...problem, title });
    const { retryAfterSeconds, status } = problem;
    setRetryAfter(response, retryAfterSeconds);
    const content = html`${detail !== null && html`<p>${detail}</p>`}
      <p><a href="/">${context.words.nav.home}</a></p>`;
    sendNotice(response, context, { title, content, status });
  };
}

type Told = Pick<Problem, "title" | "detail">;

/** Problems of the console itself are in its language already. */
function inLanguage({ code, title, detail, retryAfterSeconds = 0 }: Problem, { problems }: PageWords): Told {
  switch (code) {
    case "RATE_LIMITED":
      return {
        title: problems.tooMany,
        detail: fill(problems.comeAgain, { seconds: String(Math.ceil(retryAfterSeconds)) }),
      };
    case "INTERNAL_ERROR":
      return { title: problems.ourFault, detail: problems.ourFaultHint };
    case "TOO_LARGE":
      return { title: problems.tooLarge, detail: problems.goBack };
    case "BAD_REQUEST":
      return { title: problems.unreadable, detail: problems.goBack };
    case "CROSS_SITE":
      return { title, detail: problems.crossSiteHint };
    default:
      return detail === undefined ? { title } : { title, detail };
  }
}
