// What may change by itself is looked at again whenever the service says that it has.

const region = () => document.querySelector("#live");
const openDetails = (root) => new Set([...root.querySelectorAll("details[open]")].map(({ id }) => id));

/** Puts the new content in place; what was unfolded stays unfolded, and the keyboard stays where it was. */
const replaceRegion = (next) => {
  const now = region();
  const open = openDetails(now);
  const focused = document.activeElement?.id ?? "";
  for (const details of next.querySelectorAll("details")) details.open = open.has(details.id);
  now.replaceWith(next);
  if (focused !== "") document.getElementById(focused)?.focus({ preventScroll: true });
};

const fetchRegion = async () => {
  const response = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" } });
  if (!response.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("#live");
};

let looking = false;
let again = false;

/** What is told while a look is under way is looked at afterwards, once. */
const look = async () => {
  again = looking;
  if (looking) return;
  looking = true;
  try {
    const next = await fetchRegion();
    if (next !== null) replaceRegion(next);
  } finally {
    looking = false;
  }
  if (again) await look();
  if (region()?.dataset.stream === undefined) close();
};

const TRY_AGAIN_MS = 10_000;
let source = null;

const close = () => {
  source?.close();
  source = null;
};

/** Only while somebody looks. A service that is away for a moment is come back to by the browser itself. */
const watch = () => {
  const { stream, stand } = region()?.dataset ?? {};
  if (stream === undefined || document.visibilityState !== "visible" || source !== null) return;
  source = new EventSource(`${stream}?stand=${stand}`);
  source.addEventListener("message", ({ data }) => {
    if (data !== region().dataset.stand) look().catch(retryLater);
  });
  source.addEventListener("error", () => {
    if (source?.readyState === EventSource.CLOSED) retryLater();
  });
};

const retryLater = () => {
  close();
  setTimeout(watch, TRY_AGAIN_MS);
};

document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? watch() : close()));
watch();
