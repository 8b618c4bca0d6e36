// Subscribing this browser to pushes, on the page of preferences.

const box = document.querySelector("[data-push]");
const state = box?.querySelector("[data-push-state]");
const button = box?.querySelector("[data-push-on]");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

function say(what) {
  state.textContent = state.dataset[what] ?? "";
  button.hidden = what === "on" || what === "unable" || what === "denied";
}

async function post(fields) {
  const token = box.querySelector("input[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token });
  const answer = await fetch(box.dataset.push, { method: "POST", body });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

async function digest(text) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function subscribe() {
  if (await Notification.requestPermission() !== "granted") return say("denied");
  const { key } = await post({ act: "key" });
  const { pushManager } = await navigator.serviceWorker.ready;
  const old = await pushManager.getSubscription();
  if (old) await old.unsubscribe(); // it may be for another key
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
  const { endpoint, keys } = made.toJSON();
  await post({ act: "add", endpoint, public_key: keys.p256dh, auth: keys.auth });
  location.reload();
}

async function begin() {
  if (!able) return say("unable");
  if (Notification.permission === "denied") return say("denied");
  const worker = await navigator.serviceWorker.register(box.dataset.worker, { scope: "/desk/" });
  const known = await worker.pushManager.getSubscription();
  const here = known && box.querySelector(`[data-digest="${await digest(known.endpoint)}"]`);
  say(here ? "on" : "off");
}

button?.addEventListener("click", () => {
  button.setAttribute("aria-busy", "true");
  subscribe().catch(() => say("failed")).finally(() => button.removeAttribute("aria-busy"));
});
if (box) begin().catch(() => say("unable"));
