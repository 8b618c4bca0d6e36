// A piece of a page that fetches itself: what could not be fetched says so, and its link stays.

function lost(event) {
  const piece = event.detail.elt;
  if (piece?.matches?.("[data-piece]")) piece.dataset.lost = "yes";
}

document.addEventListener("htmx:responseError", lost);
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
