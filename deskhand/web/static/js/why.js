// The drawer of a promise opens by a click without any script; here also on hover and on focus.
// What hovering opened closes by itself; what a click opened stays until Escape or a click beside.

const WAIT = 300;
let timer = 0;
let hovered = null;
let closing = false;

function drawer(button) {
  return document.getElementById(button.getAttribute("popovertarget"));
}

function show(button) {
  const why = drawer(button);
  if (!why || why.matches(":popover-open")) return;
  why.showPopover({ source: button });
  hovered = why;
}

function later(act) {
  clearTimeout(timer);
  timer = setTimeout(act, WAIT);
}

function over(event) {
  if (event.pointerType === "touch") return;
  const button = event.target.closest("[data-why]");
  if (button) later(() => show(button));
  else if (event.target.closest(".why")) clearTimeout(timer);
  else if (hovered) later(leave);
  else clearTimeout(timer);
}

function leave() {
  if (hovered && !hovered.contains(document.activeElement)) hovered.hidePopover();
  hovered = null;
}

if (matchMedia("(hover: hover)").matches) document.addEventListener("pointerover", over);

// What closes gives the focus back to its button, which must not open it again.
document.addEventListener("beforetoggle", (event) => {
  if (event.newState !== "closed" || !event.target.classList?.contains("why")) return;
  closing = true;
  setTimeout(() => { closing = false; });
}, true);

document.addEventListener("focusin", (event) => {
  if (closing) return;
  const button = event.target.closest("[data-why]:focus-visible");
  if (button) show(button);
  else if (hovered && !event.target.closest(".why")) leave();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-why]")) hovered = null;
});
