// Pieces that are refetched are merged by id: nothing that is being read moves.
// data-merge="rows": new rows wait behind a pill, rows that left stay, dimmed.
// data-merge="timeline": new entries go to the end, with a pill when the end is out of sight.

import { scrollerOf } from "./scrolling.js";

function parse(html, id) {
  const piece = document.createElement("template"); // a parser of whole pages would drop bare rows
  piece.innerHTML = html;
  return piece.content.getElementById(id) ?? piece.content;
}

function keyed(parent) {
  return new Map([...parent.children].filter((c) => c.id && !c.id.startsWith("group-")).map((c) => [c.id, c]));
}

function pill(target, count) {
  const box = document.getElementById(`${target.id}-news`);
  if (!box) return;
  box.hidden = count === 0;
  box.querySelector("[data-count]")?.replaceChildren(String(count));
}

// As the server would draw it: without what the page has added.
function shape(row) {
  const plain = row.cloneNode(true);
  for (const mark of ["data-stale", "data-selected"]) plain.removeAttribute(mark);
  return plain.outerHTML;
}

function mergeRows(target, fresh) {
  const old = keyed(target);
  const now = keyed(fresh);
  let news = 0;
  for (const [id, row] of now) {
    const there = old.get(id);
    if (!there) news += 1;
    else if (shape(there) !== row.outerHTML) replace(there, row);
  }
  for (const [id, row] of old) row.toggleAttribute("data-stale", !now.has(id));
  pill(target, news);
  document.dispatchEvent(new Event("desk:merged"));
}

function replace(there, fresh) {
  const isFocused = there.contains(document.activeElement);
  const opened = [...there.querySelectorAll("details")].map((d) => d.open);
  const isChosen = there.querySelector(".row-check")?.checked ?? false;
  if (isChosen) fresh.querySelector(".row-check").checked = true;
  if (there.hasAttribute("aria-current")) fresh.setAttribute("aria-current", "true");
  there.replaceWith(fresh);
  fresh.querySelectorAll("details").forEach((d, i) => { d.open = opened[i] ?? d.open; });
  if (isFocused) fresh.querySelector("a, button")?.focus();
  window.htmx?.process(fresh);
}

function mergeTimeline(target, fresh) {
  const old = keyed(target);
  const scroller = scrollerOf(target);
  const end = () => target.getBoundingClientRect().bottom;
  const edge = scroller === document.scrollingElement ? innerHeight : scroller.getBoundingClientRect().bottom;
  const before = end();
  const isAtEnd = before - edge < 80;
  let news = 0;
  let last = null;
  for (const [id, entry] of keyed(fresh)) {
    const there = old.get(id);
    if (there) {
      if (there.outerHTML !== entry.outerHTML) replace(there, entry);
      last = document.getElementById(id);
      continue;
    }
    if (last) last.after(entry);
    else target.append(entry);
    window.htmx?.process(entry);
    last = entry;
    news += 1;
  }
  if (news && isAtEnd) scroller.scrollBy(0, end() - before);
  const box = document.getElementById(`${target.id}-news`);
  const waiting = Number(box?.querySelector("[data-count]")?.textContent) || 0;
  pill(target, isAtEnd ? 0 : (box?.hidden ? 0 : waiting) + news);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr } = event.detail;
  if (!target?.dataset?.merge || xhr.status !== 200) return;
  event.detail.shouldSwap = false;
  const fresh = parse(xhr.responseText, target.id);
  if (target.dataset.merge === "rows") mergeRows(target, fresh);
  else mergeTimeline(target, fresh);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-to-end]");
  if (!button) return;
  const target = document.getElementById(button.dataset.toEnd);
  target?.lastElementChild?.scrollIntoView({ block: "end" });
  pill(target, 0);
});
