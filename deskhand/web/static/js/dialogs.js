// Dialogs and dropdowns: opening by name, closing by Escape or a click beside.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.openDialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
    dialog.querySelector("input:not([type=hidden])")?.select();
    for (const piece of dialog.querySelectorAll("[hx-trigger*='desk:open']")) window.htmx?.trigger(piece, "desk:open");
  }
  if (event.target.closest("[data-close-dialog]")) event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement) event.target.close();
  for (const open of document.querySelectorAll("details.dropdown[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.dropdown[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
    event.stopPropagation();
  }
});

// Before an act that cannot be undone: its form names the dialog that asks.
document.addEventListener("submit", (event) => {
  const dialog = document.getElementById(event.target.dataset.confirm ?? "");
  if (!dialog || event.target.dataset.confirmed) return;
  event.preventDefault();
  dialog.showModal();
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    event.target.dataset.confirmed = "yes";
    event.target.requestSubmit(event.submitter);
  }, { once: true });
}, true);

// One press sends once: the second is swallowed while the first is under way.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

document.querySelector("[data-focus]")?.focus();

// A link to what is folded up unfolds it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-unfolds]");
  const folded = link && document.querySelector(link.hash);
  if (!folded) return;
  event.preventDefault();
  folded.open = true;
  folded.querySelector("input:not([type=hidden])")?.focus();
});
