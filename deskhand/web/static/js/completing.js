// Completions in the composer: @ a colleague, / a canned reply, # a ticket. The arrows choose,
// Enter or Tab takes, Escape closes.

const text = document.querySelector("form.composer textarea[name=text]");
const box = document.getElementById("colleagues");
const form = text?.form;
let asked = 0;
let open = null;

const KINDS = [
  { sign: "@", url: text?.dataset.mentions, typed: /(?:^|[\s([{*_])@([\w.-]{0,30})$/, put: (item) => `@${item.dataset.handle} ` },
  { sign: "#", url: text?.dataset.tickets, typed: /(?:^|[\s([{*_])#([\p{L}\p{N}-]{1,40})$/u, put: (item) => `#${item.dataset.number} ` },
  { sign: "/", url: text?.dataset.canned, typed: /(?:^|\s)\/([\p{L}\p{N}-]{0,40})$/u, put: null },
];

const before = () => text.value.slice(0, text.selectionStart);
const items = () => [...box.querySelectorAll("[role=option]")];
const chosen = () => items().find((item) => item.getAttribute("aria-selected") === "true");

function found() {
  for (const kind of KINDS) {
    const match = kind.url && kind.typed.exec(before());
    if (match) return { kind, words: match[1] };
  }
  return null;
}

function mark(item) {
  for (const one of items()) one.setAttribute("aria-selected", String(one === item));
  if (item) text.setAttribute("aria-activedescendant", item.id);
  else text.removeAttribute("aria-activedescendant");
  item?.scrollIntoView({ block: "nearest" });
}

function close() {
  asked += 1;
  open = null;
  box.hidden = true;
  box.replaceChildren();
  mark(null);
}

async function offer(event) {
  if (event?.isComposing) return;
  const seeks = found();
  if (!seeks) return close();
  const turn = ++asked;
  try {
    const answer = await fetch(`${seeks.kind.url}?q=${encodeURIComponent(seeks.words)}`);
    if (!answer.ok || turn !== asked) return;
    const piece = document.createElement("template");
    piece.innerHTML = await answer.text();
    if (turn !== asked) return;
    box.replaceChildren(piece.content);
    box.hidden = !items().length;
    open = box.hidden ? null : seeks;
    mark(items()[0]);
  } catch { /* away for a moment: it can be typed */ }
}

function put(words, length) {
  const end = text.selectionStart;
  text.focus();
  text.setSelectionRange(end - length, end);
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, end - length, end, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// What a canned reply sets along stands beside it, and can be taken away again.
function along({ status, status_name: name, tags }) {
  const list = form.querySelector("[data-along]");
  if (!list || !(status || tags.length)) return;
  list.querySelector("[name=along_status]").value = status;
  list.querySelector("[name=along_tags]").value = tags.join(", ");
  const said = [status && `${list.dataset.status} ${name}`, tags.length && `${list.dataset.tags} ${tags.join(", ")}`];
  list.querySelector("[data-said]").textContent = said.filter(Boolean).join("; ");
  list.hidden = false;
}

async function insert(item, length) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(item.dataset.canned, { method: "POST", body });
  if (!answer.ok) return;
  const told = await answer.json();
  const from = text.selectionStart - length;
  put(told.text, length);
  along(told);
  const place = text.value.indexOf("{{", from);
  const end = text.value.indexOf("}}", place);
  if (told.missing.length && place >= 0 && end > 0) text.setSelectionRange(place, end + 2);
}

function take(item) {
  const seeks = open;
  close();
  if (!seeks) return;
  const length = seeks.words.length + 1;
  if (seeks.kind.put) put(seeks.kind.put(item), length);
  else insert(item, length);
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
  const item = event.target.closest("[role=option]");
  if (!item) return;
  event.preventDefault();
  take(item);
});

// The button types the slash for whoever does not know it.
form?.querySelector("[data-insert-canned]")?.addEventListener("click", () => {
  text.focus();
  put(!before() || /\s$/.test(before()) ? "/" : " /", 0);
});
form?.querySelector("[data-drop-along]")?.addEventListener("click", () => {
  const list = form.querySelector("[data-along]");
  for (const input of list.querySelectorAll("input")) input.value = "";
  list.hidden = true;
  text.focus();
});

// What is still to be filled in is named below the text, and holds the sending up.
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const slots = form?.querySelector("[data-slots]");

function missing() {
  const bare = text.value.replace(CODE, (code) => " ".repeat(code.length));
  return [...bare.matchAll(/\{\{[ \t]*([^{}\n]{1,80}?)[ \t]*\}\}/g)].map((one) => [one.index, one[0]]);
}

function tell() {
  if (!slots) return;
  const found = text.value.includes("{{") ? missing() : [];
  slots.hidden = !found.length;
  const buttons = found.slice(0, 8).map(([place, words]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "slot";
    button.textContent = words;
    button.addEventListener("click", () => {
      text.focus();
      text.setSelectionRange(place, place + words.length);
    });
    return button;
  });
  slots.querySelector("[data-slot-list]").replaceChildren(...buttons);
}

if (slots) {
  text.addEventListener("input", tell);
  form.addEventListener("desk:mode", tell);
  form.addEventListener("submit", (event) => {
    const found = missing();
    if (form.dataset.mode === "note" || !found.length || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const [place, words] = found[0];
    text.focus();
    text.setSelectionRange(place, place + words.length);
    slots.querySelector("p").focus();
    text.focus();
  }, true);
  tell();
}
