// Toasts leave by themselves; one that offers Undo counts down for as long as Undo works.

const READING = 6;
const box = document.getElementById("toasts");

function run(toast) {
  if (toast.dataset.running) return;
  toast.dataset.running = "yes";
  let left = Number(toast.dataset.seconds) || READING;
  const count = toast.querySelector("[data-countdown]");
  const isKept = toast.dataset.tone === "error";
  const tick = () => {
    if (!toast.isConnected) return;
    if (count) count.textContent = left;
    if (left <= 0) {
      toast.remove();
      return;
    }
    const isRead = !count && (isKept || toast.matches(":hover, :focus-within"));
    if (!isRead) left -= 1;
    setTimeout(tick, 1000);
  };
  tick();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest(".toast")?.remove();
});

if (box) {
  box.querySelectorAll(".toast").forEach(run);
  new MutationObserver(() => box.querySelectorAll(".toast").forEach(run)).observe(box, {
    childList: true,
  });
}
