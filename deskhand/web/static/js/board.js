// The board: appointments are drawn about with the pointer, or moved with Alt and the arrows; by a
// tap or the key m a dialog asks where to.
// What is not planned yet is drawn to a place, where its planning begins.

const QUARTER = 15 * 60_000;
const NEAR = 4; // a press that moves less is a click
let held = null;

const board = () => document.getElementById("plan-board");
const token = () => board().querySelector("[name=csrfmiddlewaretoken]").value;
const entryOf = (node) => node.closest?.("[data-entry]");
const day = () => board().querySelector(".plan-day");

function send(entry, begins, ends, agent, days = 0) {
  const minutes = Math.round((ends - begins) / 60_000);
  const id = entry.dataset.entry;
  window.htmx.ajax("POST", board().dataset.move, {
    target: "#plan-board",
    swap: "outerHTML",
    values: {
      ticket: entry.dataset.ticket,
      key: id,
      version: entry.dataset.version,
      begins: begins.toISOString(),
      minutes,
      days,
      from: entry.dataset.agent,
      to: agent,
      csrfmiddlewaretoken: token(),
    },
  }).then(() => board().querySelector(`[data-entry="${id}"]`)?.focus());
}

function moved(entry, { by = 0, longer = 0, days = 0, agent = entry.dataset.agent } = {}) {
  const begins = new Date(new Date(entry.dataset.begins).getTime() + by);
  const ends = new Date(new Date(entry.dataset.ends).getTime() + by + longer);
  if (ends - begins < QUARTER) return;
  const isOther = by || longer || days || agent !== entry.dataset.agent;
  if (isOther) send(entry, begins, ends, agent, days);
}

// How many days on; which instant that is, the server knows, also where clocks change between.
function toDay(entry, name, agent) {
  const from = entry.closest("[data-day]").dataset.day;
  const days = Math.round((new Date(`${name}T12:00Z`) - new Date(`${from}T12:00Z`)) / 86_400_000);
  moved(entry, { days, agent });
}

function width() {
  return day().querySelector(".plan-track").getBoundingClientRect().width / Number(day().dataset.columns);
}

function under(event) {
  return document.elementsFromPoint(event.clientX, event.clientY)
    .find((node) => node.matches?.(".plan-row[data-agent], td[data-day]"));
}

function mark(place) {
  for (const node of document.querySelectorAll(".plan-over")) node.classList.remove("plan-over");
  place?.classList.add("plan-over");
}

function columnAt(place, event) {
  const { left } = place.querySelector(".plan-track").getBoundingClientRect();
  return Math.max(0, Math.floor((event.clientX - left) / width()));
}

document.addEventListener("pointerdown", (event) => {
  const node = entryOf(event.target) ?? event.target.closest?.("[data-unplanned]");
  if (!node || event.button !== 0 || !board()?.contains(node) || event.pointerType === "touch") return;
  const { right } = node.getBoundingClientRect();
  const resizes = Boolean(day() && entryOf(node) && right - event.clientX <= 8);
  held = { node, x: event.clientX, y: event.clientY, resizes, begun: false, width: node.offsetWidth };
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  const [x, y] = [event.clientX - held.x, event.clientY - held.y];
  if (!held.begun && Math.hypot(x, y) < NEAR) return;
  held.begun = true;
  event.preventDefault();
  held.node.dataset.held = "yes";
  if (held.resizes) {
    held.node.style.inlineSize = `${Math.max(held.width + x, 8)}px`;
    return;
  }
  if (entryOf(held.node)) {
    held.node.style.translate = `${x}px ${y}px`;
    held.node.style.pointerEvents = "none";
  }
  mark(under(event));
});

function drop(event) {
  const { node, x, resizes } = held;
  const place = under(event);
  if (node.dataset.unplanned) {
    plan(node, place, event);
  } else if (resizes) {
    moved(node, { longer: Math.round((event.clientX - x) / width()) * QUARTER });
  } else if (place?.dataset.day) {
    toDay(node, place.dataset.day, place.closest("[data-agent]").dataset.agent);
  } else if (place) {
    const by = Math.round((event.clientX - x) / width()) * QUARTER;
    moved(node, { by, agent: place.dataset.agent });
  }
}

function plan(node, place, event) {
  if (!place) return;
  const address = new URL(node.dataset.unplanned, location.href);
  address.searchParams.set("agent", place.closest("[data-agent]").dataset.agent);
  if (place.dataset.day) {
    address.searchParams.set("day", place.dataset.day);
  } else {
    const begin = day().dataset.begin;
    const wall = new Date(new Date(`${begin.slice(0, 19)}Z`).getTime() + columnAt(place, event) * QUARTER);
    address.searchParams.set("day", wall.toISOString().slice(0, 10));
    address.searchParams.set("begins", wall.toISOString().slice(11, 16));
  }
  location.assign(address);
}

function letGo() {
  if (!held) return;
  const { node } = held;
  delete node.dataset.held;
  // Left empty, the attribute would be carried over to what takes its place, which no page may have.
  node.removeAttribute("style");
  mark(null);
  held = null;
}

document.addEventListener("pointerup", (event) => {
  if (!held) return;
  if (held.begun) {
    // The click that follows is the end of drawing, and opens nothing.
    const still = (click) => click.preventDefault();
    document.addEventListener("click", still, { capture: true });
    setTimeout(() => document.removeEventListener("click", still, { capture: true }), 50);
    drop(event);
  }
  letGo();
});

document.addEventListener("pointercancel", letGo);
document.addEventListener("dragstart", (event) => {
  if (board()?.contains(event.target)) event.preventDefault();
});

function ask(entry) {
  const dialog = document.getElementById("moving");
  window.htmx.ajax("GET", entry.dataset.moving, { target: "#moving-form" }).then(() => {
    if (!dialog.querySelector("form")) return;
    dialog.showModal();
    dialog.querySelector("[name=day]")?.focus();
  });
}

document.addEventListener("click", (event) => {
  const entry = event.pointerType === "touch" && entryOf(event.target);
  if (!entry || !board()?.contains(entry)) return;
  event.preventDefault();
  ask(entry);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    letGo();
    return;
  }
  const entry = entryOf(event.target);
  const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey;
  if (entry && event.key === "m" && isPlain && document.documentElement.dataset.keys !== "off") {
    event.preventDefault();
    ask(entry);
    return;
  }
  if (!entry || !event.altKey || !event.key.startsWith("Arrow") || !board()?.contains(entry)) return;
  event.preventDefault();
  const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
  if (side && day()) {
    moved(entry, event.shiftKey ? { longer: side * QUARTER } : { by: side * QUARTER });
  } else if (side) {
    const cell = entry.closest("td")[side < 0 ? "previousElementSibling" : "nextElementSibling"];
    if (cell?.dataset.day) toDay(entry, cell.dataset.day, entry.dataset.agent);
  } else {
    const rows = [...board().querySelectorAll(".plan-row[data-agent], tr[data-agent]")];
    const here = rows.indexOf(entry.closest(".plan-row, tr"));
    const row = rows[here + (event.key === "ArrowUp" ? -1 : 1)];
    if (row) moved(entry, { agent: row.dataset.agent });
  }
});

function ready() {
  board()?.toggleAttribute("data-can-draw", true);
}

ready();
document.addEventListener("htmx:afterSwap", ready);
