// Keys: each element with data-key answers to its key; rows move with j and k.
// The list behind "?" is read from the page, so it cannot promise what is not there.

import { canSelect, extend, press as pressSelection } from "./selecting.js";

const words = document.querySelector("[data-key-words]")?.dataset ?? {};
const help = document.getElementById("keys");
const palette = document.getElementById("palette");

const isTyping = (target) =>
  target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const isShown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const named = (key) =>
  [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(isShown);
const scope = () => document.querySelector("dialog[open]") ?? document;
const rows = () => [...scope().querySelectorAll("[data-key-rows] [data-row-link]")].filter(isShown);
const STEPS = { j: 1, k: -1, J: 1, K: -1, ArrowDown: 1, ArrowUp: -1 };
const GOING = 1500; // as long as g waits for its letter
let goes = 0;
const places = () => [...document.querySelectorAll("[data-go]")];

function press(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    if (element.matches("[type=text], [type=search]")) element.setSelectionRange(element.value.length, element.value.length);
    if (element.showPicker && element.matches("select")) {
      try { element.showPicker(); } catch { /* needs a fresh gesture in some browsers */ }
    }
  } else if (element.hasAttribute("data-key-waits")) {
    element.focus(); // Enter does it
  } else {
    element.click();
    if (element.matches("summary")) {
      const items = element.nextElementSibling?.querySelectorAll("a, button, input:not([type=hidden]), select") ?? [];
      [...items].find(isShown)?.focus(); // so that Enter and Tab go on from there
    }
  }
}

function move(step, isExtending = false) {
  const links = rows();
  if (!links.length) return;
  const here = links.indexOf(document.activeElement);
  const current = links.findIndex((link) => link.closest("[aria-current=true]"));
  const from = here >= 0 ? here : current;
  const next = links[Math.min(links.length - 1, Math.max(0, from + step))];
  next.focus({ preventScroll: true }); // or a subject that is cut off would be scrolled within its cell
  (next.closest("tr, li") ?? next).scrollIntoView({ block: "nearest" });
  if (isExtending) extend(links[from] ?? next, next);
  next.dispatchEvent(new CustomEvent("desk:moved", { bubbles: true }));
}

function go(letter) {
  places().find((link) => link.dataset.go === letter)?.click();
}

// Out of a field, into the region around it: the next Tab and the arrows go on from there.
function leave(field) {
  const region = "[role=region][tabindex]";
  const around = field.closest(region) ?? field.closest(".pane")?.querySelector(region);
  if (around) around.focus({ preventScroll: true });
  else field.blur();
}

// The menu that is open: arrows walk it, Enter presses what has the focus.
function walk(event) {
  const menu = document.querySelector("details.dropdown[open] > .menu");
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return false;
  const items = [...menu.querySelectorAll("a, button, input:not([type=hidden]), select")].filter(isShown);
  if (!items.length || event.target.matches("select")) return false;
  event.preventDefault();
  const here = items.indexOf(document.activeElement);
  items[(here + STEPS[event.key] + items.length) % items.length].focus();
  return true;
}

function list() {
  const lines = [...document.querySelectorAll("[data-key]")]
    .filter(isShown)
    .map((element) => [element.dataset.key, element.dataset.keyLabel ?? element.textContent.trim()]);
  if (rows().length) lines.push(["j k", words.move], ["Enter", words.open]);
  if (canSelect()) lines.push(["x", words.select], ["J K", words.extend], ["v", words.peek], ["a s p l z", words.act], ["Esc", words.none]);
  for (const link of places()) lines.push([`g ${link.dataset.go}`, link.title]);
  if (document.querySelector("button[data-undo]")) lines.push([`${words.ctrl} Z`, words.undo]);
  if (palette) lines.push([`${words.ctrl} K`, words.find]);
  lines.push(["?", words.help], ["Esc", words.clear]);
  const seen = new Set();
  const shown = help.querySelector("[data-key-list]");
  shown.replaceChildren();
  for (const [key, label] of lines) {
    if (seen.has(key)) continue;
    seen.add(key);
    const term = document.createElement("dt");
    for (const one of key.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = one;
      term.append(cap, " ");
    }
    const said = document.createElement("dd");
    said.textContent = label;
    const line = document.createElement("div");
    line.append(term, said);
    shown.append(line);
  }
}

document.querySelector("[data-open-dialog=keys]")?.addEventListener("click", list);

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && palette) {
    event.preventDefault();
    if (!palette.open) palette.showModal();
    palette.querySelector("input").select();
    if (acts) offer();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isTyping(event.target)) {
    document.querySelector("button[data-undo]")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (walk(event)) return;
  if (event.key === "Escape" && isTyping(event.target) && !event.target.closest("dialog")) {
    leave(event.target);
    return;
  }
  if (isTyping(event.target)) return;
  const isOff = document.documentElement.dataset.keys === "off";
  if (document.querySelector("dialog[open]")) {
    if (!STEPS[event.key] || !rows().length || (isOff && event.key.length === 1)) return;
    event.preventDefault();
    move(STEPS[event.key]);
    return;
  }
  if (event.key === "Escape" && !document.querySelector("details.dropdown[open]") && pressSelection("Escape")) return;
  if (isOff) return;
  if (Date.now() - goes < GOING) {
    goes = 0;
    event.preventDefault();
    go(event.key);
  } else if (event.key === "g" && places().length) {
    goes = Date.now();
  } else if (document.querySelector("details.dropdown[open]")) {
    return;
  } else if (pressSelection(event.key)) {
    event.preventDefault();
  } else if (event.key === "?" && help) {
    list();
    help.showModal();
  } else if (STEPS[event.key] && event.key.length === 1) {
    move(STEPS[event.key], event.shiftKey);
  } else if (STEPS[event.key] && event.shiftKey && canSelect()) {
    event.preventDefault();
    move(STEPS[event.key], true);
  } else {
    const element = named(event.key);
    if (!element) return;
    event.preventDefault();
    press(element);
  }
});

// What can be done to the selection, else to the ticket that is shown, stands in the palette by its words.
const acts = palette?.querySelector("[data-acts]");
function offer() {
  acts.replaceChildren();
  const bar = document.getElementById("bulk");
  const asked = palette.querySelector("input").value.trim().toLowerCase();
  const hasSelection = bar && !bar.hidden;
  if (!hasSelection && !asked) return;
  const buttons = hasSelection
    ? [...bar.querySelectorAll("button[name=act]")]
    : [...document.querySelectorAll("[data-key-label]")].filter(isShown);
  const said = (button) => button.dataset.words ?? button.dataset.keyLabel ?? button.textContent.trim();
  const fitting = buttons.filter((button) => said(button).toLowerCase().includes(asked)).slice(0, asked ? 8 : 4);
  for (const button of fitting) {
    const item = document.createElement("button");
    item.type = "button";
    item.className = "menu-item";
    item.textContent = said(button);
    item.addEventListener("click", () => {
      palette.close();
      setTimeout(() => press(button)); // behind this click, which closes every menu that is open
    });
    acts.append(item);
  }
}
if (acts) {
  palette.querySelector("input").addEventListener("input", offer);
}

// The palette: arrows walk its results, Enter opens the one that is marked.
palette?.addEventListener("keydown", (event) => {
  const items = [...palette.querySelectorAll(".menu-item")];
  if (!items.length) return;
  const here = items.findIndex((item) => item.getAttribute("aria-current") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = (here + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
    items[here]?.removeAttribute("aria-current");
    items[next].setAttribute("aria-current", "true");
    items[next].scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" && event.target.matches("input")) {
    event.preventDefault();
    (items[here] ?? items[0]).click();
  }
});
