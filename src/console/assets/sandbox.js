// The bar of the sandbox: the time in it runs, and its buttons do not leave the page, on which something may be being written.

const bar = () => document.querySelector("#sandbox");

const tick = () => {
  const time = bar().querySelector("time");
  const { origin, base, speed, locale, timeZone } = time.dataset;
  const now = Number(base) + (Date.now() - Number(origin)) * Number(speed);
  const style = { dateStyle: "medium", timeStyle: "short", timeZone };
  time.textContent = new Intl.DateTimeFormat(locale, style).format(now).replace(/\b\d:/, "0$&");
};

/** The bar as it is now, from the page that a request is answered with. */
const update = async (address, request) => {
  const answer = await fetch(address, request);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = bar().querySelector("button:focus")?.value;
  bar().replaceWith(page.querySelector("#sandbox"));
  if (focused) bar().querySelector(`button[value="${focused}"]`)?.focus();
};

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target.closest("#sandbox") === null) return;
  event.preventDefault();
  void update(target.action, { method: "POST", body: new URLSearchParams(new FormData(target, submitter)) });
});

setInterval(tick, 500);
// Examples take some seconds; then the button has done its work.
setInterval(() => void (bar().querySelector("button:disabled") && update(location.href)), 2000);
