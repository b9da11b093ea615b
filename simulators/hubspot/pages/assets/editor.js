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

function startPicker(field) {
  const name = field.dataset.field;
  const input = field.querySelector("input[type=hidden]");
  const several = input.dataset.several === "true";
  const picker = field.querySelector(".picker");
  const labels = new Map();
  const list = element("div", { className: "options" });
  const search = element("input", { type: "search", placeholder: "Search", ariaLabel: "Search options" });
  const note = element("p", { className: "help", role: "status" });
  const more = element("button", { type: "button", textContent: "Load more", hidden: true });
  const panel = element("div", { className: "panel", hidden: true }, search, list, note, more);
  const button = element("button", { type: "button" });
  button.setAttribute("aria-expanded", "false");
  picker.replaceChildren(button, panel);
  let after;
  let asked = 0;

  const chosen = () => input.value.split(";").filter(Boolean);
  const show = () => {
    button.textContent =
      chosen()
        .map((value) => labels.get(value) ?? value)
        .join(", ") || "Choose…";
    for (const option of list.children)
      option.setAttribute("aria-pressed", String(chosen().includes(option.dataset.value)));
  };
  const choose = (value) => {
    const others = chosen().filter((each) => each !== value);
    const isNew = others.length === chosen().length;
    input.value = several ? [...others, ...(isNew ? [value] : [])].join(";") : isNew ? value : "";
    if (!several) open(false);
    show();
    form.dispatchEvent(new Event("change"));
  };
  const optionButton = ({ value, label, description }) => {
    labels.set(value, label);
    const made = element("button", { type: "button", textContent: label, onclick: () => choose(value) });
    made.dataset.value = value;
    if (description) made.append(element("small", { textContent: description }));
    return made;
  };
  const load = async (next) => {
    const turn = ++asked;
    note.textContent = "Loading…";
    try {
      const answer = await askOptions(name, search.value, next);
      if (turn !== asked) return;
      if (!next) list.replaceChildren();
      list.append(...answer.options.map(optionButton));
      after = answer.after ?? undefined;
      search.hidden = answer.searchable === false;
      note.textContent = list.children.length === 0 ? "No options" : "";
    } catch (error) {
      if (turn !== asked) return;
      list.replaceChildren();
      note.textContent = `The options could not be loaded: ${error.message}`;
      after = undefined;
    }
    more.hidden = after === undefined;
    show();
  };
  /** A saved value may be on a later page. */
  const findChosen = async (pages = 20) => {
    const unknown = chosen().some((value) => !labels.has(value));
    if (!unknown || after === undefined || pages === 0) return;
    await load(after);
    await findChosen(pages - 1);
  };
  const open = (yes) => {
    panel.hidden = !yes;
    button.setAttribute("aria-expanded", String(yes));
    if (yes) void load().then(() => search.focus());
  };
  button.addEventListener("click", () => open(panel.hidden));
  more.addEventListener("click", () => void load(after));
  search.addEventListener("input", () => void load());
  panel.addEventListener("keydown", (event) => event.key === "Escape" && (open(false), button.focus()));
  document.addEventListener("click", (event) => event.composedPath().includes(picker) || open(false));
  show();
  if (input.value !== "") void load().then(() => findChosen());
}

for (const field of form.querySelectorAll("[data-field]")) if (field.querySelector(".picker")) startPicker(field);
form.addEventListener("change", applyDependencies);
applyDependencies();
