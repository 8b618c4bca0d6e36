// The preview beside the text: as it stands in the portal at once, as a letter when it is kept.

export function previewer(form) {
  const button = form.querySelector("[data-preview]");
  const box = form.querySelector("[data-preview-box]");
  if (!button || !box) return;
  const portal = box.querySelector("[data-look=portal]");
  const frame = box.querySelector("iframe");
  let timer = 0;
  let turn = 0;
  let view = "portal";

  async function draw() {
    if (box.hidden) return;
    const mine = ++turn;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("mode", form.dataset.mode);
    body.set("text", form.elements.text.value);
    try {
      const answer = await fetch(box.dataset.url, { method: "POST", body });
      if (answer.ok && mine === turn) portal.innerHTML = await answer.text();
    } catch { /* away for a moment: the next change draws it */ }
  }

  function load() {
    const isLetter = !box.hidden && view !== "portal" && form.dataset.mode === "reply";
    if (isLetter) frame.src = `${box.dataset.letter}?as=${view}&n=${++turn}`;
  }

  function look(at) {
    view = at;
    for (const tab of box.querySelectorAll("[data-look-at]")) tab.setAttribute("aria-pressed", String(tab.dataset.lookAt === at));
    portal.hidden = at !== "portal";
    frame.hidden = at === "portal";
    draw();
    load();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(draw, 250);
  }

  button.addEventListener("click", () => {
    box.hidden = !box.hidden;
    button.setAttribute("aria-pressed", String(!box.hidden));
    look("portal");
  });
  box.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-look-at]");
    if (tab) look(tab.dataset.lookAt);
  });
  form.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.code !== "KeyV") return;
    event.preventDefault();
    button.click();
  });
  form.elements.text.addEventListener("input", later);
  form.elements.text.addEventListener("desk:text", later);
  form.addEventListener("desk:mode", () => look("portal"));
  form.addEventListener("desk:kept", load);
}
