/* global Idiomorph */
// A live page is fetched again whenever the service says that it has changed. Only nodes that differ are changed: what is
// unfolded stays so, and the keyboard focus stays where it was.

const region = () => document.querySelector("#live");

/** Often enough to watch, and seldom enough to read. */
const LOOK_EVERY_MS = 2000;
const TRY_AGAIN_MS = 10_000;
/** A stream that starts again, and a restart of the service, take less. */
const SOON_BACK_MS = 5000;

const pause = (ms) => new Promise((done) => setTimeout(done, Math.max(0, ms)));

// ---- Showing

/** While a pointer is down nothing moves: a press that begins on one button must not end on another, or on none. */
let pressed = false;
/** The newest page, until all of it is shown. */
let latest = null;

/** A question that a person has unfolded and is about to answer: it goes only when they leave it. */
const inUse = () => document.querySelector("[data-part] details.command[open]:is(:hover, :focus-within)");

/** What people have unfolded, and the height that the way to the send had: what is below it stays where it was. */
const keeps = (name, node) =>
  (name === "open" && node.localName === "details") || (name === "class" && node.id === "way");

/** Returns whether all of it could be shown. */
const morph = (page) => {
  const used = inUse();
  let whole = true;
  const callbacks = {
    beforeAttributeUpdated: (name, node) => !keeps(name, node),
    beforeNodeRemoved: (node) => {
      const goes = used === null || !node.contains(used);
      whole &&= goes;
      return goes;
    },
  };
  for (const next of page.querySelectorAll("[data-part]")) {
    const now = document.getElementById(next.id);
    if (now !== null) Idiomorph.morph(now, next, { morphStyle: "outerHTML", callbacks });
  }
  return whole;
};

const show = () => {
  if (latest === null || pressed) return;
  if (morph(latest.cloneNode(true))) latest = null;
  else setTimeout(show, LOOK_EVERY_MS);
};

const released = () => {
  pressed = false;
  // After the click that this release may be the end of.
  setTimeout(show);
};

document.addEventListener("pointerdown", () => (pressed = true), { capture: true });
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, released, { capture: true });
window.addEventListener("blur", released);

// ---- Looking

/** The page as it is now; or why it is none any more: no one is signed in, or someone to another HubSpot account. */
const fetchPage = async () => {
  const address = location.pathname + location.search;
  const headers = { Accept: "text/html", "Portal-Id": region().dataset.portal };
  const response = await fetch(address, { headers, redirect: "manual" });
  if (response.status === 409) return "other";
  if (response.status >= 500 || response.status === 429) throw new Error(`answered ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("#live") === null ? "over" : page;
};

let looking = false;
let again = false;
let lookedAt = Number.NEGATIVE_INFINITY;

/** A change that is reported while a fetch is under way leads to one more fetch afterwards. */
const look = async () => {
  again = looking;
  if (looking) return;
  looking = true;
  try {
    await pause(lookedAt + LOOK_EVERY_MS - performance.now());
    lookedAt = performance.now();
    again = false;
    const page = await fetchPage();
    if (typeof page === "string") return end(page);
    latest = page;
    show();
    if (page.querySelector("#live").dataset.stream === undefined) close();
  } finally {
    looking = false;
  }
  if (again) await look();
};

// ---- Saying that the page is not live

let since = null;
/** Timer of the notice that is shown once a lost connection has not come back. */
let overdue = null;

const say = (why) => {
  clearTimeout(overdue);
  overdue = null;
  const place = document.querySelector("#not-live");
  if (place === null) return;
  const { locale, timeZone } = place.dataset;
  const style = { dateStyle: "medium", timeStyle: "short", timeZone };
  for (const notice of place.querySelectorAll("[data-why]")) {
    notice.hidden = notice.dataset.why !== why;
    if (since === null) continue;
    const time = notice.querySelector("time");
    time.dateTime = new Date(since).toISOString();
    time.textContent = new Intl.DateTimeFormat(locale, style).format(since).replace(/\b\d:/, "0$&");
  }
};

/** `over` or `other`: there is nothing more to look at. */
const end = (why) => {
  since ??= Date.now();
  close();
  say(why);
};

// ---- Listening

let source = null;

const close = () => {
  source?.close();
  source = null;
};

/** Only while the page is visible. After a short outage the browser connects again by itself. */
const watch = () => {
  const { stream, version } = region()?.dataset ?? {};
  if (stream === undefined || document.visibilityState !== "visible" || source !== null) return;
  source = new EventSource(`${stream}&version=${version}`);
  source.addEventListener("open", () => {
    since = null;
    say(null);
  });
  source.addEventListener("message", ({ data }) => {
    if (data !== region().dataset.version) look().catch(away);
  });
  source.addEventListener("error", ({ target }) => {
    if (target !== source) return;
    if (source.readyState === EventSource.CLOSED) return void look().then(retryLater, away);
    since ??= Date.now();
    overdue ??= setTimeout(say, SOON_BACK_MS, "away");
  });
};

const away = () => {
  since ??= Date.now();
  say("away");
  retryLater();
};

/** A person who is no longer signed in here reads so on the page, and no further request is made. */
const retryLater = () => {
  if (document.querySelector('#not-live :is([data-why="over"], [data-why="other"]):not([hidden])') !== null) return;
  close();
  setTimeout(watch, TRY_AGAIN_MS);
};

document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? watch() : close()));
watch();

// ---- Writing a message

/** Kinds of messages, and of Flex containers, that have a notification text; the service looks for the same. */
const NOTIFIED = /"(?:flex|bubble|carousel|template|imagemap)"/;

document.addEventListener("input", ({ target: { name, value } }) => {
  const field = document.querySelector(`[data-notification-of="${CSS.escape(name ?? "")}"]`);
  if (field !== null && /^[\s`]*[[{]/.test(value) && NOTIFIED.test(value)) field.hidden = false;
});

/** Leaving is asked about, but not for the form that is being sent. */
let sent = null;
window.addEventListener("pageshow", () => (sent = null));
/** What the service answered to a form that was sent, or what has been typed since. */
const isChanged = ({ dataset, elements }) =>
  dataset.keep === "changed" ||
  [...elements].some((field) =>
    "selectedOptions" in field
      ? field.selectedOptions[0]?.defaultSelected === false
      : field.type === "checkbox"
        ? field.checked !== field.defaultChecked
        : "defaultValue" in field && field.value !== field.defaultValue,
  );

// A browser brings back, on the way back, only what it takes for typed.
for (const field of document.querySelectorAll('[data-keep="changed"] :is(input, textarea)')) {
  const { value } = field;
  field.value = `${value} `;
  field.value = value;
}

window.addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("form[data-keep]")];
  if (forms.some((form) => form !== sent && isChanged(form))) event.preventDefault();
});

/** A preview is part of the page it was asked on, so that going back and forth leaves what was typed. */
const preview = async (form, button) => {
  const written = () => new URLSearchParams(new FormData(form, button));
  const asked = written();
  const answer = await fetch(form.action, { method: "POST", body: asked });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // What is written would go with the form.
  if (page.querySelector("form[data-keep]") === null) throw new Error("answered without the form");
  const sheet = 'link[href^="/assets/message.css"]';
  document.querySelector(sheet)?.remove();
  document.head.append(...page.querySelectorAll(sheet));
  const callbacks = { beforeAttributeUpdated: (name, node) => !keeps(name, node) };
  // What has been typed since stays.
  const part = `${written()}` === `${asked}` ? "main" : "#preview";
  Idiomorph.morph(document.querySelector(part), page.querySelector(part), { morphStyle: "outerHTML", callbacks });
  const wrong = document.querySelector("[aria-invalid]");
  if (wrong === null) document.querySelector("#preview")?.scrollIntoView({ block: "nearest" });
  else wrong.focus();
};

document.addEventListener("submit", (event) => {
  const { target: form, submitter: button } = event;
  if (!form.matches("[data-keep]")) return;
  if (sent === form || button?.name !== "preview" || button.value !== "1") return void (sent = form);
  event.preventDefault();
  // Where the service cannot be reached, or answers something else, the browser shows it; the way back leads to the form.
  preview(form, button).catch(() => {
    sent = form;
    form.requestSubmit(button);
  });
});

// ---- The address

// A page that a form was answered with takes the address of the form's page: coming back to it sends nothing again. What was
// done is said once.
const own = new URL(document.documentElement.dataset.own ?? location.href, location.href);
own.searchParams.delete("done");
if (own.href !== location.href) history.replaceState(history.state, "", own);
