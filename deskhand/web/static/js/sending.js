// Sending: which key sends how, what comes next, who gets it, and quoting what is answered.

const NEXT = "deskhand-then-next";

const isShown = (element) => element.checkVisibility?.() ?? true;

function keys(form, event) {
  if (event.key !== "Enter") return;
  const inText = event.target.matches("textarea");
  if (!(event.ctrlKey || event.metaKey)) {
    // Enter in a field of the composer must not press its first button.
    if (event.target.matches("input:not([type=checkbox])")) event.preventDefault();
    if (event.target.name === "send_at") form.querySelector("[value=later]")?.click();
    return;
  }
  if (!inText) return;
  event.preventDefault();
  const category = event.shiftKey ? "solved" : event.altKey ? "waiting_requester" : "";
  const isNote = form.dataset.mode === "note";
  const chosen = category && !isNote && form.querySelector(`[data-send][data-category=${category}]`);
  if (category && !chosen) return;
  form.requestSubmit(chosen || [...form.querySelectorAll("[data-send]")].find(isShown));
}

function next(form) {
  const box = form.querySelector("[data-next]");
  if (!box) return;
  const show = () => form.querySelector("[data-then-next]")?.toggleAttribute("hidden", !box.checked);
  try { box.checked = localStorage.getItem(NEXT) === "yes"; } catch { /* private windows */ }
  box.addEventListener("change", () => {
    try { localStorage.setItem(NEXT, box.checked ? "yes" : "no"); } catch { /* as above */ }
    show();
  });
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.code !== "KeyN") return;
    event.preventDefault();
    box.click();
  });
  show();
}

function recipients(form) {
  const only = form.querySelector("[data-only-requester]");
  const boxes = [...form.querySelectorAll("input[name=without]")];
  const show = () => {
    const isOne = boxes.every((box) => box.checked);
    only.setAttribute("aria-pressed", String(isOne));
    only.textContent = isOne ? only.dataset.all : only.dataset.one;
  };
  if (only) {
    only.addEventListener("click", () => {
      const isOne = only.getAttribute("aria-pressed") === "true";
      for (const box of boxes) box.checked = !isOne;
      show();
    });
    for (const box of boxes) box.addEventListener("change", show);
    show();
  }
  form.addEventListener("click", (event) => {
    const drop = event.target.closest("[data-drop]");
    if (!drop) return;
    const input = form.elements[drop.dataset.drop];
    const left = input.value.split(/[,;\s]+/).filter((one) => one && one.toLowerCase() !== drop.dataset.address);
    input.value = left.join(", ");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
}

// What was selected in a message, else the last one that was not said among colleagues.
function quoted() {
  const chosen = getSelection();
  const node = chosen?.anchorNode;
  const body = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".message-body");
  if (body && String(chosen).trim()) {
    return { words: String(chosen), isNote: Boolean(body.closest("[data-kind=note]")) };
  }
  const last = [...document.querySelectorAll(".message:not([data-kind=note]) > div > .message-body")].at(-1);
  return { words: last?.innerText ?? "", isNote: false };
}

function quoting(form, setMode) {
  const button = form.querySelector("[data-quote]");
  button?.addEventListener("mousedown", (event) => event.preventDefault());
  button?.addEventListener("click", () => {
    const { words, isNote } = quoted();
    if (!words.trim()) return;
    // What was said among colleagues is not quoted to a requester.
    if (isNote) setMode("note");
    const text = form.elements.text;
    const place = text.selectionStart;
    const before = text.value.slice(0, place).replace(/\n*$/, "");
    const lines = words.trim().split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
    text.setRangeText(`${before ? "\n\n" : ""}${lines}\n\n`, before.length, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

export function sender(form, setMode) {
  form.addEventListener("keydown", (event) => keys(form, event));
  next(form);
  recipients(form);
  quoting(form, setMode);
}
