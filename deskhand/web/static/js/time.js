// Timers tick by themselves; the time of a timer goes into the composer at a press.

const MINUTE = 60;

function words(seconds) {
  const known = document.getElementById("chip-words")?.dataset;
  const minutes = Math.floor((seconds + MINUTE / 2) / MINUTE);
  if (!known) return `${minutes}`;
  const put = (text, values) => text.replace(/%\((\w+)\)[sd]/g, (_all, name) => values[name]);
  if (minutes < 60) return put(known.minutes, { minutes });
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest ? put(known.both, { hours, minutes: rest }) : put(known.hours, { hours });
}

function tick() {
  const now = Date.now();
  for (const shown of document.querySelectorAll("[data-ticks]")) {
    shown.begun ??= now - Number(shown.dataset.ticks) * 1000;
    const said = words((now - shown.begun) / 1000);
    if (shown.textContent !== said) shown.textContent = said;
  }
}

function say(input) {
  const said = input.closest("[data-time-along]")?.querySelector("[data-time-said]");
  if (said) said.textContent = input.value.trim();
}

function take(button) {
  const composer = document.querySelector(".composer");
  const input = composer?.querySelector("[name=worked]");
  if (!input) return;
  const seconds = Number(button.dataset.seconds ?? button.dataset.timeToComposer * MINUTE);
  input.value = `${Math.max(1, Math.ceil(seconds / MINUTE))} min`;
  composer.querySelector("[name=worked_timer]").value = "on";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  composer.querySelector("#composer-text")?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-time-to-composer]");
  if (button) take(button);
});

document.addEventListener("input", (event) => {
  if (event.target.name !== "worked") return;
  say(event.target);
  // Time that is gone was not that of the timer.
  if (!event.target.value.trim()) event.target.form.elements.worked_timer.value = "";
});

document.addEventListener("desk:text", (event) => {
  if (event.target.name === "worked") say(event.target);
});

// Enter in the little field is no letter on its way: it closes the menu.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.name !== "worked") return;
  event.preventDefault();
  event.target.closest("details").open = false;
  document.getElementById("composer-text")?.focus();
});

setInterval(tick, 5000);
