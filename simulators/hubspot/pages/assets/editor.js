/** The editor's live parts: dependent fields, and dropdowns whose options the app answers. */
const form = document.querySelector("form[data-definition]");

function valueOf(name) {
  const values = new FormData(form).getAll(`field.${name}`).map(String).filter(Boolean);
  return values.join(";");
}

/** A dependent field is grey until its controller has a value, or hidden until it has the right one. */
function applyDependencies() {
  for (const field of form.querySelectorAll("[data-controller]")) {
    const value = valueOf(field.dataset.controller);
    const wanted = field.dataset.controllerValue;
    const off = wanted === undefined ? value === "" : value !== wanted;
    field.disabled = off;
    field.hidden = wanted !== undefined && off;
  }
}

function allValues() {
  const names = [...form.querySelectorAll("[data-field]")].map((field) => field.dataset.field);
  return Object.fromEntries(names.map((name) => [name, valueOf(name)]).filter(([, value]) => value !== ""));
}

async function askOptions(inputFieldName, q, after) {
  const { definition, portal } = form.dataset;
  const question = { inputFieldName, inputFields: allValues(), ...(q && { q }), ...(after && { after }) };
  const response = await fetch("/workflows/options", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ definitionId: Number(definition), portalId: Number(portal), ...question }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function buildPicker(field) {
  const list = element("div", { className: "options" });
  const search = element("input", { type: "search", placeholder: "Search", ariaLabel: "Search options" });
  const note = element("p", { className: "help", role: "status" });
  const more = element("button", { type: "button", textContent: "Load more", hidden: true });
  const panel = element("div", { className: "panel", hidden: true }, search, list, note, more);
  const button = element("button", { type: "button" });
  const place = field.querySelector(".picker");
  place.replaceChildren(button, panel);
  const input = field.querySelector("input[type=hidden]");
  return {
    name: field.dataset.field,
    place,
    input,
    list,
    search,
    note,
    more,
    panel,
    button,
    labels: new Map(),
    asked: 0,
  };
}

function chosenIn({ input }) {
  return input.value.split(";").filter(Boolean);
}

function show(picker) {
  const { button, list, labels } = picker;
  const chosen = chosenIn(picker);
  button.textContent = chosen.map((value) => labels.get(value) ?? value).join(", ") || "Choose…";
  for (const option of list.children)
    option.setAttribute("aria-pressed", String(chosen.includes(option.dataset.value)));
}

function choose(picker, value) {
  const { input } = picker;
  const chosen = chosenIn(picker);
  const others = chosen.filter((each) => each !== value);
  const added = others.length === chosen.length ? [value] : [];
  const several = input.dataset.several === "true";
  input.value = [...(several ? others : []), ...added].join(";");
  if (!several) open(picker, false);
  show(picker);
  form.dispatchEvent(new Event("change"));
}

function optionButton(picker, { value, label, description }) {
  picker.labels.set(value, label);
  const made = element("button", { type: "button", textContent: label, onclick: () => choose(picker, value) });
  made.dataset.value = value;
  if (description) made.append(element("small", { textContent: description }));
  return made;
}

/** One page of options; an answer that was overtaken by a newer question is dropped. */
async function load(picker, next) {
  const { name, list, search, note, more } = picker;
  const turn = ++picker.asked;
  note.textContent = "Loading…";
  const answer = await askOptions(name, search.value, next).catch((error) => ({ options: [], error }));
  if (turn !== picker.asked) return;
  if (!next) list.replaceChildren();
  list.append(...answer.options.map((option) => optionButton(picker, option)));
  picker.after = answer.after ?? undefined;
  search.hidden = answer.searchable === false;
  more.hidden = picker.after === undefined;
  const empty = list.children.length === 0 ? "No options" : "";
  note.textContent = answer.error ? `The options could not be loaded: ${answer.error.message}` : empty;
  show(picker);
}

/** A saved value may be on a later page. */
async function findChosen(picker, pages = 20) {
  const unknown = chosenIn(picker).some((value) => !picker.labels.has(value));
  if (!unknown || picker.after === undefined || pages === 0) return;
  await load(picker, picker.after);
  await findChosen(picker, pages - 1);
}

function open(picker, yes) {
  picker.panel.hidden = !yes;
  picker.button.setAttribute("aria-expanded", String(yes));
  if (yes) void load(picker).then(() => picker.search.focus());
}

function startPicker(field) {
  const picker = buildPicker(field);
  const { button, more, search, panel, place, input } = picker;
  button.addEventListener("click", () => open(picker, panel.hidden));
  more.addEventListener("click", () => void load(picker, picker.after));
  search.addEventListener("input", () => void load(picker));
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open(picker, false);
    button.focus();
  });
  document.addEventListener("click", (event) => {
    if (!event.composedPath().includes(place)) open(picker, false);
  });
  button.setAttribute("aria-expanded", "false");
  show(picker);
  if (input.value !== "") void load(picker).then(() => findChosen(picker));
}

for (const field of form.querySelectorAll("[data-field]")) if (field.querySelector(".picker")) startPicker(field);
form.addEventListener("change", applyDependencies);
applyDependencies();
