// Chips tick by themselves, without asking the server: the words count down, the tone turns at the
// fractions of the policy, and what is due becomes late. Words come with the page.

const SOON = 3 * 60 * 60;
const words = document.getElementById("chip-words")?.dataset;

function fill(text, values) {
  return text.replace(/%\((\w+)\)[sd]/g, (_all, name) => values[name]);
}

function span(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return fill(words.minutes, { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return fill(words.days, { days: Math.floor(hours / 24) });
  if (hours >= 6 || minutes % 60 === 0) return fill(words.hours, { hours });
  return fill(words.both, { hours, minutes: minutes % 60 });
}

function tick(chip, now) {
  const { due, warn, alarm } = chip.dataset;
  const left = Number(due) - now;
  const said = chip.lastElementChild?.lastElementChild;
  if (!said) return;
  if (left < 0) {
    chip.dataset.state = "late";
    said.textContent = fill(words.late, { span: span(-left) });
    return;
  }
  if (alarm && now >= Number(alarm)) chip.dataset.state = "near";
  else if (warn && now >= Number(warn)) chip.dataset.state = "soon";
  if (left < SOON) said.textContent = fill(words.left, { span: span(left) });
}

function all() {
  const now = Math.floor(Date.now() / 1000);
  for (const chip of document.querySelectorAll(".chip[data-due]")) tick(chip, now);
}

if (words) {
  setInterval(() => document.hidden || all(), 15000);
  document.addEventListener("visibilitychange", () => document.hidden || all());
}
