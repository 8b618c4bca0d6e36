// A click on a number has the telephone system dial it, where the firm has set that up; the page
// names the row at which the number stands. Without, it is a link like any other.

const box = document.getElementById("toasts");
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

async function dial(link, url) {
  const [what, key] = link.dataset.dial.split(":");
  link.setAttribute("aria-busy", "true");
  try {
    const body = new URLSearchParams({ what, key, csrfmiddlewaretoken: token() });
    const answer = await fetch(url, { method: "POST", body });
    if (!answer.ok && answer.status !== 422) throw new Error(answer.statusText);
    box.insertAdjacentHTML("beforeend", await answer.text());
  } catch {
    // Whatever hinders us, the number is still a link.
    location.href = link.href;
  } finally {
    link.removeAttribute("aria-busy");
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dial]");
  const url = document.body.dataset.dialUrl;
  const isPlain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  if (!link || !url || !isPlain) return;
  event.preventDefault();
  if (!link.hasAttribute("aria-busy")) dial(link, url);
});
