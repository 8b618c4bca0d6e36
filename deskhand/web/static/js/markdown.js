// Writing Markdown: buttons and keys that mark the text, lists that go on by themselves, and
// rich text that becomes Markdown when it is pasted. All of it can be undone by the browser.

import { markdownOf } from "./richtext.js";

const ITEM = /^(\s*(?:>\s?)*)([-*+]|(\d{1,4})([.)]))(\s+)(\[[ x]\]\s)?/;
const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;

export function put(text, from, to, words) {
  text.focus();
  text.setSelectionRange(from, to);
  // The only way that the browser's own undo knows of.
  const isDone = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
  if (isDone) return;
  text.setRangeText(words, from, to, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

function around(text, mark) {
  const { selectionStart: from, selectionEnd: to, value } = text;
  const size = mark.length;
  const chosen = value.slice(from, to);
  const isMarked = value.slice(from - size, from) === mark && value.slice(to, to + size) === mark;
  if (isMarked) {
    put(text, from - size, to + size, chosen);
    text.setSelectionRange(from - size, to - size);
    return;
  }
  const inner = chosen.trim();
  const lead = chosen.length - chosen.trimStart().length;
  const tail = inner ? chosen.slice(lead + inner.length) : "";
  put(text, from, to, chosen.slice(0, lead) + mark + inner + mark + tail);
  const begin = from + lead + size;
  text.setSelectionRange(begin, begin + inner.length);
}

function lines(text, mark) {
  const { value } = text;
  const from = value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const end = value.indexOf("\n", text.selectionEnd);
  const to = end < 0 ? value.length : end;
  const rows = value.slice(from, to).split("\n");
  const bare = (row) => (mark === "> " ? row.replace(/^>\s?/, "") : row.replace(ITEM, "$1"));
  const isNumbered = mark === "1. ";
  const has = (row) => (mark === "> " ? row.startsWith(">") : Boolean(ITEM.exec(row)) && /\d/.test(ITEM.exec(row)[2]) === isNumbered);
  const isOff = rows.every(has);
  const made = rows.map((row, i) => (isOff ? bare(row) : (isNumbered ? `${i + 1}. ` : mark) + bare(row)));
  const words = made.join("\n");
  put(text, from, to, words);
  if (rows.length > 1) text.setSelectionRange(from, from + words.length);
}

function code(text) {
  const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
  if (!chosen.includes("\n")) return around(text, "`");
  const { selectionStart: from, selectionEnd: to } = text;
  put(text, from, to, `\`\`\`\n${chosen.replace(/\n$/, "")}\n\`\`\`\n`);
}

function link(text, address = "") {
  const { selectionStart: from, selectionEnd: to } = text;
  const chosen = text.value.slice(from, to);
  const isAddress = ADDRESS.test(chosen);
  const words = isAddress ? "" : chosen;
  const target = address || (isAddress ? chosen : "https://");
  put(text, from, to, `[${words}](${target})`);
  if (!words) text.setSelectionRange(from + 1, from + 1);
  else if (!address) text.setSelectionRange(from + words.length + 3, from + words.length + 3 + target.length);
}

const FORMATS = {
  bold: (text) => around(text, "**"),
  italic: (text) => around(text, "*"),
  code,
  link,
  list: (text) => lines(text, "- "),
  numbers: (text) => lines(text, "1. "),
  quote: (text) => lines(text, "> "),
};
const KEYS = { KeyB: "bold", KeyI: "italic", KeyE: "code" };
const SHIFTED = { KeyK: "link", Digit8: "list", Digit7: "numbers", Digit9: "quote" };

// Enter goes on with the list; on an empty item it ends it.
function goOn(event, text) {
  const { selectionStart: place, value } = text;
  if (place !== text.selectionEnd) return;
  const from = value.lastIndexOf("\n", place - 1) + 1;
  const row = value.slice(from, place);
  const found = ITEM.exec(row) ?? /^()(>)()()(\s)/.exec(row);
  if (!found) return;
  event.preventDefault();
  if (row.length === found[0].length) {
    put(text, from, place, "");
    return;
  }
  const [, indent, sign, number, dot, gap, box] = found;
  const next = number ? `${Number(number) + 1}${dot}` : sign;
  put(text, place, place, `\n${indent}${next}${gap}${box ? "[ ] " : ""}`);
}

function paste(event, text) {
  const data = event.clipboardData;
  const plain = data.getData("text/plain").trim();
  const isChosen = text.selectionStart !== text.selectionEnd;
  if (isChosen && ADDRESS.test(plain)) {
    event.preventDefault();
    link(text, plain);
    return;
  }
  const rich = data.getData("text/html");
  const words = rich && markdownOf(rich);
  if (!words || !words.trim()) return;
  event.preventDefault();
  // What is marked nowhere is taken as it was copied, with its blanks.
  put(text, text.selectionStart, text.selectionEnd, words === plain ? data.getData("text/plain") : words);
}

export function writer(form) {
  const text = form.elements.text;
  for (const button of form.querySelectorAll("[data-format]")) {
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => FORMATS[button.dataset.format](text));
  }
  text.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const isHeld = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && !isHeld && !event.shiftKey) {
      // A menu of completions takes Enter for itself.
      if (!event.defaultPrevented && !document.querySelector(".colleagues:not([hidden])")) goOn(event, text);
      return;
    }
    const format = isHeld && (event.shiftKey ? SHIFTED : KEYS)[event.code];
    if (!format) return;
    event.preventDefault();
    event.stopPropagation();
    FORMATS[format](text);
  });
  text.addEventListener("paste", (event) => paste(event, text));
}
