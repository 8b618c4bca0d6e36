// Rows of a list are selected by their boxes, by x, and further with Shift. What can be done to them
// stands in the bar above the list; its menus are fetched when the first one is selected.

const bar = document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll("#rows .row-check")];
const all = document.querySelector("[data-select-all]");
const matching = bar?.querySelector("[data-select-matching]");
let last = null;
let wanted = "";

function show() {
  const chosen = boxes().filter((box) => box.checked);
  for (const box of boxes()) box.closest("tr").toggleAttribute("data-selected", box.checked);
  if (!chosen.length || chosen.length < boxes().length) matching.value = "";
  const count = matching.value ? Number(matching.dataset.count) : chosen.length;
  bar.hidden = chosen.length === 0;
  bar.querySelector("[data-selected-count]").textContent = String(count);
  all.checked = chosen.length > 0 && chosen.length === boxes().length;
  all.indeterminate = chosen.length > 0 && !all.checked;
  const menus = bar.querySelector("[hx-get]");
  if (chosen.length && menus) window.htmx?.trigger(menus, "desk:select");
}

function reach(from, to, isOn) {
  const list = boxes();
  const [start, end] = [list.indexOf(from), list.indexOf(to)].sort((a, b) => a - b);
  if (start < 0) return;
  for (const box of list.slice(start, end + 1)) box.checked = isOn;
}

function none() {
  for (const box of boxes()) box.checked = false;
  last = null;
  show();
}

const boxAt = (element) => element?.closest("#rows tr")?.querySelector(".row-check") ?? null;

function toggle(box) {
  box.checked = !box.checked;
  last = box;
  show();
}

// Shift and a step: the row that was left and the one that is reached are both selected.
export function extend(from, to) {
  const [start, end] = [boxAt(from), boxAt(to)];
  if (!bar || !start || !end) return;
  reach(start, end, true);
  last = end;
  show();
}

export const canSelect = () => bar !== null && boxes().length > 0;

// A key that acts on the selection; without one, on the row that has the focus.
export function press(key) {
  if (!canSelect()) return false;
  const here = boxAt(document.activeElement);
  if (key === "x") {
    if (!here) return false;
    toggle(here);
    return true;
  }
  if (key === "Escape" && !bar.hidden) {
    none();
    return true;
  }
  if (!["a", "s", "p", "l", "z", "m"].includes(key)) return false;
  if (bar.hidden && here) toggle(here);
  if (bar.hidden) return false;
  wanted = key;
  open();
  return true;
}

function open() {
  const summary = wanted && bar.querySelector(`[data-key="${wanted}"]`);
  if (!summary) return;
  wanted = "";
  const menu = summary.closest("details");
  if (!menu) {
    summary.click();
    return;
  }
  menu.open = true;
  menu.querySelector(".menu :is(button, input:not([type=hidden]))")?.focus();
}

if (bar) {
  document.addEventListener("click", (event) => {
    const box = event.target.closest("#rows .row-check");
    if (box) {
      if (event.shiftKey && last) reach(last, box, box.checked);
      last = box;
      show();
    } else if (event.target === all) {
      for (const one of boxes()) one.checked = all.checked;
      show();
    } else if (event.target.closest("[data-select-none]")) none();
    const every = event.target.closest("[data-select-all-matching]");
    if (every) {
      for (const one of boxes()) one.checked = true;
      matching.value = "yes";
      matching.dataset.count = every.dataset.selectAllMatching;
      show();
    }
  });
  bar.addEventListener("htmx:afterSettle", open);
  bar.addEventListener("keydown", (event) => {
    const box = event.target.closest("[data-presses]");
    if (!box || event.key !== "Enter") return;
    event.preventDefault();
    document.getElementById(box.dataset.presses).click();
  });
  document.addEventListener("desk:merged", show);
  addEventListener("pageshow", show);
}
