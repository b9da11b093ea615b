/** Lets the time in the bar run, and changes it without leaving the page. */
const bar = () => document.querySelector("#clock");

function tick() {
  const time = bar().querySelector("time");
  const { origin, base, speed, timeZone } = time.dataset;
  const now = Number(base) + (Date.now() - Number(origin)) * Number(speed);
  time.textContent = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone }).format(
    now,
  );
}

async function press(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const answer = await fetch(form.action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  bar().replaceWith(page.querySelector("#clock"));
  bar().querySelector(`[value="${button.value}"]`).focus();
}

document.addEventListener("submit", (event) => {
  if (event.target.id !== "clock") return;
  event.preventDefault();
  void press(event.target, event.submitter);
});

setInterval(tick, 500);
