// The week sheet: arrow keys move between its cells, and sums follow what is typed.

const sheet = document.querySelector("[data-week]");
const HOUR = 3600;

// What is plainly a length is added up; the rest is for the server to read.
function seconds(text) {
  const typed = text.trim().toLowerCase().replace(",", ".");
  if (/^\d+(\.\d+)?\s*h?$/.test(typed)) return Math.round(parseFloat(typed) * HOUR);
  const clock = /^(\d+):([0-5]\d)$/.exec(typed);
  if (clock) return Number(clock[1]) * HOUR + Number(clock[2]) * 60;
  const parts = /^(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?$/.exec(typed);
  return parts ? Number(parts[1] ?? 0) * HOUR + Number(parts[2] ?? 0) * 60 : 0;
}

function words(sum) {
  const minutes = Math.round(sum / 60);
  return minutes ? `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}` : "–";
}

function of(cell) {
  const input = cell.querySelector("[data-cell-time]");
  return input ? seconds(input.value) : Number(cell.querySelector("[data-seconds]")?.dataset.seconds ?? 0);
}

function add() {
  const days = Array(7).fill(0);
  for (const line of sheet.querySelectorAll("[data-line]")) {
    const cells = [...line.querySelectorAll("td[data-day]")].map(of);
    cells.forEach((sum, place) => { days[place] += sum; });
    line.querySelector("[data-sum] b").textContent = words(cells.reduce((a, b) => a + b, 0));
  }
  const foot = [...sheet.querySelectorAll("[data-sums] td")].slice(1);
  days.forEach((sum, place) => { foot[place].textContent = words(sum); });
  foot[7].textContent = words(days.reduce((a, b) => a + b, 0));
}

function step(cell, down, right) {
  const line = cell.closest("[data-line]");
  const lines = [...sheet.querySelectorAll("[data-line]")];
  const places = [...line.querySelectorAll("td[data-day]")];
  let row = lines.indexOf(line);
  let place = places.indexOf(cell.closest("td"));
  for (;;) {
    row += down;
    place += right;
    const next = lines[row]?.querySelectorAll("td[data-day]")[place];
    if (!next) return;
    const input = next.querySelector("[data-cell-time]");
    if (input) {
      input.focus();
      input.select();
      return;
    }
  }
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

sheet?.addEventListener("keydown", (event) => {
  const input = event.target.closest("[data-cell-time]");
  const move = MOVES[event.key];
  if (!input || !move || event.altKey || event.ctrlKey || event.metaKey) return;
  const { selectionStart: start, selectionEnd: end, value } = input;
  const isWhole = start === 0 && end === value.length;
  if (event.key === "ArrowLeft" && !isWhole && start > 0) return;
  if (event.key === "ArrowRight" && !isWhole && end < value.length) return;
  event.preventDefault();
  step(input, ...move);
});

sheet?.addEventListener("input", add);
