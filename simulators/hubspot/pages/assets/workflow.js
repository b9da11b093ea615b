/** Keeps the workflow page up to date and sends the clock's buttons without leaving it. */
const live = document.querySelector("[data-live]");
let running = false;

async function refresh() {
  if (running) return;
  running = true;
  try {
    const response = await fetch(live.dataset.live);
    if (response.ok) replaceWith(await response.text());
  } finally {
    running = false;
  }
}

/** New content; what was unfolded stays unfolded. */
function replaceWith(fragment) {
  const folds = new Map([...live.querySelectorAll("details[id]")].map(({ id, open }) => [id, open]));
  live.innerHTML = fragment;
  for (const fold of live.querySelectorAll("details[id]")) fold.open = folds.get(fold.id) ?? fold.open;
}

for (const form of document.querySelectorAll("form[data-quiet]"))
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    void fetch(form.action, { method: "POST", body }).then(refresh);
  });

/** The options come in pages; the wanted one may be on a later one. */
async function labelOf(value, question, pages = 20) {
  const headers = { "Content-Type": "application/json" };
  const response = await fetch("/workflows/options", { method: "POST", headers, body: JSON.stringify(question) });
  const { options = [], after } = await response.json();
  const known = options.find((each) => each.value === value);
  if (known || !after || pages <= 1) return known?.label;
  return labelOf(value, { ...question, after }, pages - 1);
}

async function labelInputs() {
  for (const place of document.querySelectorAll("[data-option]")) {
    const { option: value, question } = place.dataset;
    const label = await labelOf(value, JSON.parse(question));
    if (label !== undefined) place.textContent = label;
  }
}

void labelInputs();
setInterval(() => document.hidden || void refresh(), 1000);
