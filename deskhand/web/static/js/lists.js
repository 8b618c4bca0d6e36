// Lists: the filter, its chips and its completions, and selects that send their form by themselves.

const box = document.getElementById("complete");
const input = document.querySelector("[data-suggest]");

function take(item) {
  const place = Number(item.dataset.cursor);
  input.value = item.dataset.text;
  input.focus();
  input.setSelectionRange(place, place);
  close();
  if (input.value[place - 1] === ":") input.dispatchEvent(new Event("input", { bubbles: true }));
}

function close() {
  box.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

// The part of the text that a chip stands for is marked, so that what is typed replaces it.
function edit(start, end) {
  input.focus();
  input.setSelectionRange(start, end);
  window.htmx?.trigger(input, "desk:ask");
}

function add() {
  if (input.value && !input.value.endsWith(" ")) input.value += " ";
  edit(input.value.length, input.value.length);
}

function walk(event) {
  const items = [...box.querySelectorAll(".menu-item")];
  if (!items.length) return;
  const here = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = (here + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === next)));
    input.setAttribute("aria-activedescendant", items[next].id);
    items[next].scrollIntoView({ block: "nearest" });
  } else if ((event.key === "Enter" || event.key === "Tab") && here >= 0) {
    event.preventDefault();
    take(items[here]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close();
  }
}

input?.addEventListener("keydown", walk);
input?.addEventListener("htmx:configRequest", (event) => {
  const { value, selectionStart: start, selectionEnd: end } = input;
  event.detail.parameters.set?.("q", value.slice(0, start) + value.slice(end));
  event.detail.parameters.set?.("cursor", String(start ?? value.length));
});
box?.addEventListener("htmx:afterSwap", () => {
  input.setAttribute("aria-expanded", String(box.childElementCount > 0));
});
document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-edit-filter]");
  if (chip) edit(Number(chip.dataset.start), Number(chip.dataset.start) + chip.dataset.value.length);
  else if (event.target.closest("[data-add-filter]")) add();
});
document.addEventListener("keydown", (event) => {
  const chip = event.target.closest?.("[data-edit-filter]");
  if (!chip || !["Delete", "Backspace"].includes(event.key)) return;
  event.preventDefault();
  chip.nextElementSibling?.click();
});
box?.addEventListener("mousedown", (event) => {
  const item = event.target.closest(".menu-item");
  if (!item) return;
  event.preventDefault();
  take(item);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosend]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-focuses]");
  const target = link && document.getElementById(link.dataset.focuses);
  if (!target?.checkVisibility?.()) return;
  event.preventDefault();
  target.focus();
  try { target.showPicker(); } catch { /* not every browser, not every control */ }
});
