// @ in the composer offers colleagues; the arrows choose, Enter or Tab takes.

const text = document.querySelector("textarea[data-mentions]");
const box = document.getElementById("colleagues");
let asked = 0;

const typed = () => /(?:^|[\s([{*_])@([\w.-]{0,30})$/.exec(text.value.slice(0, text.selectionStart));
const items = () => [...box.querySelectorAll("[data-handle]")];
const chosen = () => items().find((item) => item.getAttribute("aria-selected") === "true");

function mark(item) {
  for (const one of items()) one.setAttribute("aria-selected", String(one === item));
  if (item) text.setAttribute("aria-activedescendant", item.id);
  else text.removeAttribute("aria-activedescendant");
}

function close() {
  asked += 1;
  box.hidden = true;
  box.replaceChildren();
  mark(null);
}

async function offer() {
  const found = typed();
  if (!found) return close();
  const turn = ++asked;
  try {
    const answer = await fetch(`${text.dataset.mentions}?q=${encodeURIComponent(found[1])}`);
    if (!answer.ok || turn !== asked) return;
    const piece = document.createElement("template");
    piece.innerHTML = await answer.text();
    if (turn !== asked) return;
    box.replaceChildren(piece.content);
    box.hidden = !items().length;
    mark(items()[0]);
  } catch { /* away for a moment: the handle can be typed */ }
}

function take(item) {
  const found = typed();
  if (!found) return close();
  const end = text.selectionStart;
  text.setRangeText(`${item.dataset.handle} `, end - found[1].length, end, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  close();
  text.focus();
}

text?.addEventListener("input", offer);
text?.addEventListener("blur", () => setTimeout(close, 150));
text?.addEventListener("keydown", (event) => {
  if (box.hidden || event.ctrlKey || event.metaKey) return;
  const list = items();
  const here = list.indexOf(chosen());
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    mark(list[(here + (event.key === "ArrowDown" ? 1 : -1) + list.length) % list.length]);
  } else if ((event.key === "Enter" || event.key === "Tab") && here >= 0) {
    take(list[here]);
  } else if (event.key === "Escape") {
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
});
box?.addEventListener("mousedown", (event) => {
  const item = event.target.closest("[data-handle]");
  if (!item) return;
  event.preventDefault();
  take(item);
});
