// The rail, and tabs wider than their window: where one is stands in sight. Which groups of the rail
// are folded is kept in a cookie, so that the page is drawn with them.

const YEAR = 60 * 60 * 24 * 365;

for (const here of document.querySelectorAll(":is(.rail, .tabs) [aria-current=page]")) {
  const group = here.closest(".rail-group");
  if (group) group.open = true;
  here.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function keep() {
  const folded = [...document.querySelectorAll(".rail-group:not([open])")];
  const names = folded.map((group) => group.dataset.fold).join(".");
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `folded=${names}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

document.querySelector(".rail-nav")?.addEventListener("click", (event) => {
  // The group itself turns after the click.
  if (event.target.closest(".rail-group > summary")) setTimeout(keep);
});
