// The list beside a ticket: moving in it opens the ticket that one stops at, and the list stays
// where it was. In the table, v looks at a ticket without leaving the list.

const list = document.getElementById("beside");
const PAUSE = 350; // who walks on does not want what lies between
const place = (what) => `desk-list-${what}`;
let opening = 0;

if (list) {
  const kept = JSON.parse(sessionStorage.getItem(place("scroll")) ?? "null");
  if (kept?.list === list.getAttribute("hx-get")) list.scrollTop = kept.top;
  const here = list.querySelector("[aria-current=true] [data-row-link]");
  here?.closest("li").scrollIntoView({ block: "nearest" });
  if (sessionStorage.getItem(place("walks"))) here?.focus({ preventScroll: true });
  sessionStorage.removeItem(place("walks"));

  addEventListener("pagehide", () => {
    const there = { list: list.getAttribute("hx-get"), top: list.scrollTop };
    sessionStorage.setItem(place("scroll"), JSON.stringify(there));
  });

  document.addEventListener("desk:moved", (event) => {
    clearTimeout(opening);
    const link = event.target.closest?.("#beside [data-row-link]");
    if (!link || link.closest("[aria-current=true]")) return;
    opening = setTimeout(() => {
      if (document.activeElement !== link) return;
      sessionStorage.setItem(place("walks"), "yes");
      link.click();
    }, PAUSE);
  });
}

// Who leaves a ticket by a link that a key presses stands in the list where he left it. A key presses
// no button of a mouse, which is what the detail of a click counts.
let isByKey = false;
addEventListener("click", (event) => {
  isByKey = event.detail === 0 && event.target.closest("a[href]") !== null;
}, true);
addEventListener("pagehide", () => {
  if (isByKey) sessionStorage.setItem(place("left"), location.pathname);
});

const left = sessionStorage.getItem(place("left"));
sessionStorage.removeItem(place("left"));
for (const link of left ? document.querySelectorAll("#rows [data-row-link]") : []) {
  if (link.pathname !== left) continue;
  link.focus({ preventScroll: true });
  link.closest("tr").scrollIntoView({ block: "nearest" });
}

const peek = document.getElementById("peek");

document.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("#rows [data-row-link]");
  if (!peek || !link || event.key !== "v" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.documentElement.dataset.keys === "off") return;
  event.preventDefault();
  peek.querySelector("h2").textContent = link.textContent;
  peek.querySelector("[data-peek-open]").href = link.href;
  window.htmx?.ajax("GET", `${link.getAttribute("href")}conversation/`, { target: "#peeked", swap: "innerHTML" });
  peek.showModal();
  peek.addEventListener("close", () => link.focus(), { once: true });
});
