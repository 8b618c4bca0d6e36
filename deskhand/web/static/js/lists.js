// Lists: completions of the filter, and selects that send their form by themselves.

const box = document.getElementById("complete");
const input = document.querySelector("[data-suggest]");

function take(item) {
  const place = Number(item.dataset.cursor);
  input.value = item.dataset.text;
  input.focus();
  input.setSelectionRange(place, place);
  box.replaceChildren();
  if (input.value[place - 1] === ":") input.dispatchEvent(new Event("input", { bubbles: true }));
}

function walk(event) {
  const items = [...box.querySelectorAll(".menu-item")];
  if (!items.length) return;
  const here = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = (here + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === next)));
    items[next].scrollIntoView({ block: "nearest" });
  } else if ((event.key === "Enter" || event.key === "Tab") && here >= 0) {
    event.preventDefault();
    take(items[here]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    box.replaceChildren();
  }
}

input?.addEventListener("keydown", walk);
input?.addEventListener("htmx:configRequest", (event) => {
  event.detail.parameters.set?.("cursor", String(input.selectionStart ?? input.value.length));
});
box?.addEventListener("mousedown", (event) => {
  const item = event.target.closest(".menu-item");
  if (!item) return;
  event.preventDefault();
  take(item);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosend]")) event.target.form.requestSubmit();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-focuses]");
  const target = link && document.getElementById(link.dataset.focuses);
  if (!target?.checkVisibility?.()) return;
  event.preventDefault();
  target.focus();
  try { target.showPicker(); } catch { /* not every browser, not every control */ }
});
