// The form of a request: fields that wait for another one come and go, what was typed stays when the
// request or the client changes, and what whoever asks has written survives a reload of the page.

const PREFIX = "form-";
const UNKEPT = new Set(["hidden", "file", "search", "submit", "button"]);
const written = new WeakMap();

const controls = (form) =>
  [...form.querySelectorAll("input[name], select[name], textarea[name]")]
    .filter((control) => !UNKEPT.has(control.type));
const isTick = (control) => control.type === "checkbox" || control.type === "radio";

function read(form) {
  const found = {};
  for (const control of controls(form)) {
    const said = (found[control.name] ??= []);
    if (!isTick(control) || control.checked) said.push(control.value);
  }
  return found;
}

function write(form, said, only = () => true) {
  for (const control of controls(form)) {
    const values = said[control.name];
    if (!values || !only(control.name)) continue;
    if (isTick(control)) control.checked = values.includes(control.value);
    else if (control.tagName !== "SELECT") control.value = values[0] ?? "";
    else if ([...control.options].some((option) => option.value === values[0])) {
      control.value = values[0];
    }
  }
}

const fold = (text) => text.trim().toLowerCase();

function words(form, name) {
  return controls(form)
    .filter((control) => control.name === name)
    .flatMap((control) => {
      if (control.tagName === "SELECT") {
        return control.value ? [control.selectedOptions[0].text] : [];
      }
      if (isTick(control)) return control.checked ? [control.value, "yes"] : [];
      return control.value.trim() ? [control.value] : [];
    });
}

function show(form) {
  const rows = [...form.querySelectorAll("[data-shown-if]")];
  const holder = (name) => form.querySelector(`[name="${CSS.escape(name)}"]`)?.closest(".form-field");
  // As often as there are rows: one may wait for one that stands below it.
  for (const _again of rows) {
    for (const row of rows) {
      const other = row.dataset.shownIf;
      const said = holder(other)?.hidden ? [] : words(form, other).map(fold);
      const wanted = fold(row.dataset.shownValue);
      row.hidden = wanted ? !said.includes(wanted) : said.length === 0;
    }
  }
}

const key = (form) => `draft ${form.dataset.draft} ${location.pathname}`;

function remember(form) {
  const said = { ...written.get(form), ...read(form) };
  written.set(form, said);
  if (form.dataset.draft === undefined) return;
  try {
    sessionStorage.setItem(key(form), JSON.stringify(said));
  } catch {
    // A browser that keeps nothing: then nothing is kept.
  }
}

function restore(form) {
  let said = null;
  try {
    said = JSON.parse(sessionStorage.getItem(key(form)));
  } catch {
    return;
  }
  if (!said) return;
  // What was written on the page before stands above an older draft.
  if (new URLSearchParams(location.search).get("subject")) delete said.subject;
  written.set(form, said);
  write(form, said);
  const asked = form.querySelector("select[name=request_type]");
  if (asked?.value) asked.dispatchEvent(new Event("change", { bubbles: true }));
}

function begin() {
  for (const gone of document.querySelectorAll("[data-forgets]")) {
    try {
      for (const name of Object.keys(sessionStorage)) {
        if (name.startsWith("draft ") && name.endsWith(gone.dataset.forgets)) {
          sessionStorage.removeItem(name);
        }
      }
    } catch {
      // Nothing is kept, so there is nothing to forget.
    }
  }
  for (const form of document.querySelectorAll("form[data-asking]")) {
    if (form.dataset.draft !== undefined && form.dataset.sent === undefined) restore(form);
    show(form);
  }
}

const asking = (element) => element?.closest?.("form[data-asking]");

for (const happened of ["input", "change"]) {
  document.addEventListener(happened, (event) => {
    const form = asking(event.target);
    if (!form) return;
    remember(form);
    show(form);
  });
}

// What was answered is not said in addresses: it is kept here and written again.
document.addEventListener("htmx:configRequest", (event) => {
  if (!asking(event.detail.elt) || event.detail.verb !== "get") return;
  for (const name of Object.keys(event.detail.parameters)) {
    if (name.startsWith(PREFIX)) delete event.detail.parameters[name];
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  const form = asking(event.detail.elt) ?? asking(event.target);
  if (!form) return;
  write(form, written.get(form) ?? {}, (name) => name.startsWith(PREFIX));
  show(form);
});

// What is restored fetches its fields, which takes that requests can be made already.
document.addEventListener("DOMContentLoaded", begin);
