// Lists that are put in order: dragged, or moved with their arrows. A form that wants to know is
// told (desk:sorted), and sends the order; others are sent by whoever fills them in.

function tell(list) {
  const form = list.closest("form[hx-trigger='desk:sorted']");
  if (form) window.htmx?.trigger(form, "desk:sorted");
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sortable] [data-move]");
  if (!button) return;
  event.preventDefault();
  const item = button.closest("li");
  const other = Number(button.dataset.move) < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (Number(button.dataset.move) < 0) other.before(item);
  else other.after(item);
  button.focus();
  tell(item.parentElement);
});

let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-sortable] > li") ?? null;
  dragged?.toggleAttribute("data-dragged", true);
});

document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-sortable] > li");
  if (!dragged || !over || over === dragged || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY < top + height / 2) over.before(dragged);
  else over.after(dragged);
});

document.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.removeAttribute("data-dragged");
  tell(dragged.parentElement);
  dragged = null;
});
