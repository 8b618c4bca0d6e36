// Who else is here: each browser says what is done on its ticket, and shows what others do.

const box = document.getElementById("present");
const BEAT = 10_000;
const TYPING = 15_000;

if (box) {
  const form = document.querySelector("form.composer");
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
  let typedAt = -TYPING;
  let said = "";
  let timer = 0;

  const state = () => {
    if (document.hidden) return "";
    const isWriting = performance.now() - typedAt < TYPING && form?.elements.text.value.trim();
    return isWriting ? form.dataset.mode : "looks";
  };
  const body = (now) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token());
    data.set("state", now);
    return data;
  };

  async function say() {
    clearTimeout(timer);
    const now = state();
    said = now;
    if (now) timer = setTimeout(say, BEAT);
    try {
      const answer = await fetch(box.dataset.url, { method: "POST", body: body(now), keepalive: !now });
      if (answer.ok && now) show(box, await answer.text());
    } catch { /* away for a moment: the next beat says it */ }
  }

  const leave = () => {
    if (!said) return;
    said = "";
    clearTimeout(timer);
    navigator.sendBeacon(box.dataset.url, body(""));
  };

  form?.elements.text.addEventListener("input", () => {
    typedAt = performance.now();
    if (state() !== said) say();
  });
  form?.addEventListener("desk:mode", () => { if (said && state() !== said) say(); });
  document.addEventListener("visibilitychange", say);
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) say(); });
  say();
}

function show(place, html) {
  const piece = document.createElement("template");
  piece.innerHTML = html.trim();
  if (place.innerHTML !== piece.innerHTML) place.replaceChildren(piece.content);
}

document.addEventListener("desk:presence", async ({ detail }) => {
  for (const place of document.querySelectorAll(`[data-present="${detail.id}"]`)) {
    try {
      const answer = await fetch(place.dataset.url);
      if (answer.ok) show(place, await answer.text());
    } catch { /* the next news shows it */ }
  }
});
