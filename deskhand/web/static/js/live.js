// Live news: one stream per browser, held by one tab and passed on to the others.
// A frame names what changed; the pieces that show it fetch themselves again.

const url = document.body.dataset.liveUrl;
const channel = "BroadcastChannel" in window ? new BroadcastChannel("deskhand") : null;
const SLOW = 60_000;
const PROMPT = 1_000;
const OWN = new Set(["bell", "phone"]); // told to one agent, and about no list
let hasBegun = false;
const waiting = new Map();
const unseen = new Set();

function refresh(element) {
  clearTimeout(waiting.get(element));
  waiting.set(element, setTimeout(() => {
    waiting.delete(element);
    if (document.activeElement?.closest("[data-hold-live]") && element.dataset.live !== "queue") {
      refresh(element); // somebody is choosing there: wait until he is done
      return;
    }
    if (element.closest("dialog:not([open])")) return; // fetched when it is opened
    if (element.hasAttribute("data-when-seen") && document.hidden) {
      unseen.add(element);
      return;
    }
    if (element.isConnected) window.htmx?.trigger(element, "desk:refresh");
  }, element.dataset.live === "phone" ? 0 : 300 + Math.random() * 700));
}

function hear({ name, data }) {
  if (name === "state") {
    document.querySelector(".offline")?.toggleAttribute("hidden", data !== "lost");
    return;
  }
  const news = name === "changed" ? JSON.parse(data) : null;
  if (news?.kind === "presence") {
    document.dispatchEvent(new CustomEvent("desk:presence", { detail: news }));
    return;
  }
  for (const element of document.querySelectorAll("[data-live]")) {
    const { live, liveId } = element.dataset;
    const isList = live === "queue" && !OWN.has(news?.kind);
    const isMeant = !news || isList || (live === news.kind && Number(liveId) === news.id);
    if (isMeant) refresh(element);
  }
}

function tell(frame) {
  hear(frame);
  channel?.postMessage(frame);
}

function open() {
  const stream = new EventSource(url);
  stream.addEventListener("ready", () => {
    // What happened between the page and a late beginning was told to nobody.
    if (hasBegun || performance.now() > PROMPT) tell({ name: "reload", data: "" });
    hasBegun = true;
    tell({ name: "state", data: "open" });
  });
  stream.addEventListener("changed", (event) => tell({ name: "changed", data: event.data }));
  stream.addEventListener("reload", () => tell({ name: "reload", data: "" }));
  stream.addEventListener("error", () => {
    if (hasBegun) tell({ name: "state", data: "lost" });
    if (stream.readyState === EventSource.CLOSED) setTimeout(open, 5000);
  });
}

// A browser that knows says so before the stream notices.
addEventListener("offline", () => hear({ name: "state", data: "lost" }));
addEventListener("online", () => hear({ name: "state", data: "open" }));

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const element of unseen) refresh(element);
  unseen.clear();
});

if (url) {
  channel?.addEventListener("message", (event) => hear(event.data));
  if (navigator.locks) {
    navigator.locks.request("deskhand-live", () => new Promise(open));
  } else {
    open();
  }
  // Time left is told by the server; while somebody looks, it is told anew each minute.
  setInterval(() => {
    if (document.visibilityState === "visible") hear({ name: "reload", data: "" });
  }, SLOW);
}
