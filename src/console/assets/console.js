// Live pages look again while something may change; instants are shown in the portal's time zone, or in the reader's own.

const localise = (root) => {
  const { timeZone } = document.body.dataset;
  const style = { dateStyle: "medium", timeStyle: "short", timeZone };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, style);
  for (const time of root.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    time.title = time.dateTime;
    time.textContent = format.format(at);
  }
};

const openDetails = (root) => new Set([...root.querySelectorAll("details[open]")].map(({ id }) => id));

/** Puts the new content in place; what was unfolded stays unfolded, and the keyboard stays where it was. */
const replaceMain = (main, next) => {
  const open = openDetails(main);
  const focused = document.activeElement?.id ?? "";
  for (const details of next.querySelectorAll("details")) details.open = open.has(details.id);
  main.replaceWith(next);
  if (focused !== "") document.getElementById(focused)?.focus({ preventScroll: true });
};

const fetchMain = async () => {
  const response = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("main");
};

let shown = null;

const lookAgain = async () => {
  const main = document.querySelector("main");
  if (document.visibilityState === "visible") {
    const next = await fetchMain();
    const text = next?.outerHTML ?? null;
    if (next !== null && text !== shown) {
      shown = text;
      localise(next);
      replaceMain(main, next);
    }
  }
  schedule();
};

const schedule = () => {
  const seconds = Number(document.querySelector("main")?.dataset.live ?? "0");
  // A service that is away for a moment is asked again, only more slowly.
  if (seconds > 0) setTimeout(() => lookAgain().catch(() => setTimeout(schedule, 5000)), seconds * 1000);
};

localise(document);
schedule();
