// A visit: presses that find no connection are kept with their time, and sent once there is one;
// and the signature, drawn in a box.

const KEPT = "deskhand-visit";
const AGAIN = 15_000;
const form = document.querySelector("[data-visit]");
const told = document.querySelector("[data-visit-waits]");

const read = () => JSON.parse(localStorage.getItem(KEPT) ?? "[]");
const keep = (list) => localStorage.setItem(KEPT, JSON.stringify(list));
const waits = () => told?.toggleAttribute("hidden", read().length === 0);

let isSending = false;

async function send() {
  if (isSending || !form) return;
  isSending = true;
  let sent = 0;
  try {
    while (read().length) {
      const [first, ...others] = read();
      const body = new URLSearchParams(first.values);
      body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
      const answer = await fetch(first.url, { method: "POST", body, redirect: "follow" });
      // Signed out, or the server is in trouble: it waits until that is mended.
      const isOut = answer.redirected && answer.url.includes("/accounts/");
      if (isOut || answer.status === 403 || answer.status >= 500) break;
      keep(others); // taken, or refused for good: what it is now stands on the page
      sent += 1;
    }
  } catch {
    // no connection: later
  } finally {
    isSending = false;
    waits();
  }
  if (sent) location.reload();
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  const act = event.submitter?.value;
  if (!act) return;
  const values = { act, happened_at: new Date().toISOString() };
  keep([...read(), { url: form.action, values }]);
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  waits();
  send();
});

if (form) {
  waits();
  send();
  addEventListener("online", send);
  setInterval(send, AGAIN);
}

const pad = document.querySelector("[data-pad]");

if (pad) {
  const path = pad.querySelector("path");
  const field = document.querySelector("[name=signature]");
  let isDown = false;
  const point = (event) => {
    const { left, top, width, height } = pad.getBoundingClientRect();
    const x = Math.round(((event.clientX - left) / width) * 600);
    const y = Math.round(((event.clientY - top) / height) * 200);
    return `${Math.min(600, Math.max(0, x))},${Math.min(200, Math.max(0, y))}`;
  };
  const draw = (text) => {
    path.setAttribute("d", path.getAttribute("d") + text);
    // A stroke that is a dot alone is none.
    field.value = path.getAttribute("d").replace(/M\d+,\d+(?=M|$)/g, "");
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    isDown = true;
    pad.setPointerCapture(event.pointerId);
    draw(`M${point(event)}`);
  });
  pad.addEventListener("pointermove", (event) => {
    if (isDown) draw(`L${point(event)}`);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    pad.addEventListener(end, () => {
      isDown = false;
    });
  }
  document.querySelector("[data-wipe]").addEventListener("click", () => {
    path.setAttribute("d", "");
    field.value = "";
  });
}
