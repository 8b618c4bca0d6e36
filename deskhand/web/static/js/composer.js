// The composer: reply or note, what the keys do, and where a ticket opens.

import { keeper } from "./drafts.js";
import { writer } from "./markdown.js";
import { previewer } from "./preview.js";
import { scrollerOf } from "./scrolling.js";
import { sender } from "./sending.js";
import { uploader } from "./uploads.js";

function attach(form) {
  const text = form.querySelector("textarea[name=text]");
  const hidden = form.querySelector("input[name=mode]");
  const drafts = keeper(form);

  const setMode = (mode) => {
    drafts.turn(mode);
    hidden.value = mode;
    for (const tab of form.querySelectorAll("[data-mode-tab]")) {
      tab.setAttribute("aria-pressed", String(tab.dataset.modeTab === mode));
    }
    form.dispatchEvent(new Event("desk:mode"));
    text.setAttribute("aria-label", text.dataset[`label${mode === "note" ? "Note" : "Reply"}`]);
  };

  text.addEventListener("keydown", (event) => {
    const proposal = event.altKey && event.code === "KeyP" && form.querySelector("[data-proposal]");
    if (!proposal) return;
    event.preventDefault();
    proposal.click();
  });
  form.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-mode-tab]");
    if (!tab) return;
    event.preventDefault();
    setMode(tab.dataset.modeTab);
    text.focus();
    drafts.later();
  });
  form.addEventListener("submit", () => { form.dataset.left = "yes"; });
  sender(form, setMode);
  writer(form);
  uploader(form);
  previewer(form);
  setMode(form.dataset.mode);
  // A press before this would be lost, and a note be written as a reply.
  for (const tab of form.querySelectorAll("[data-mode-tab]")) tab.disabled = false;
}

// Who comes back to a page that was sent finds the ticket as it is now.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("form.composer[data-left]")) location.reload();
});

for (const form of document.querySelectorAll("form.composer")) attach(form);

// A ticket opens at its newest message.
const scroller = document.querySelector("[data-at-end]");
if (scroller && !location.hash) {
  const moves = scrollerOf(scroller);
  if (moves === scroller) scroller.scrollTop = scroller.scrollHeight;
  else scroller.querySelector("#conversation > :last-child")?.scrollIntoView({ block: "end" });
}
