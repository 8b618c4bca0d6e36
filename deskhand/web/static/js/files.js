// File pickers: a list of what was chosen, dropped or pasted; too large is said before sending.

function words(bytes) {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = Math.min(3, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: units[power], unitDisplay: "short", maximumFractionDigits: 1,
  }).format(bytes / 1024 ** power);
}

function put(input, files) {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
  draw(input);
}

function line(input, file, list) {
  const item = document.createElement("li");
  const box = document.createElement("span");
  box.className = "file";
  const name = document.createElement("span");
  name.className = "truncate";
  name.textContent = file.name;
  const size = document.createElement("small");
  size.textContent = words(file.size);
  const remove = document.createElement("button");
  remove.type = "button";
  remove.textContent = "×";
  remove.setAttribute("aria-label", `${list.dataset.remove}: ${file.name}`);
  remove.addEventListener("click", () => put(input, [...input.files].filter((f) => f !== file)));
  if (file.size > Number(input.dataset.limit)) {
    box.dataset.refused = "";
    size.textContent += ` – ${list.dataset.tooLarge}`;
  }
  box.append(name, size, remove);
  item.append(box);
  return item;
}

function draw(input) {
  const list = input.closest("[data-files]").querySelector("[data-file-list]");
  list.replaceChildren(...[...input.files].map((file) => line(input, file, list)));
}

function add(input, files) {
  const known = [...input.files];
  const isNew = (file) => !known.some((k) => k.name === file.name && k.size === file.size);
  put(input, [...known, ...[...files].filter(isNew)]);
}

const picker = (target) => target.closest?.("[data-files]")?.querySelector("input[type=file]");

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-files] input[type=file]")) draw(event.target);
});
document.addEventListener("dragover", (event) => {
  if (!picker(event.target)) return;
  event.preventDefault();
  event.target.closest("[data-files]").dataset.over = "";
});
document.addEventListener("dragleave", (event) => {
  const zone = event.target.closest?.("[data-files]");
  if (zone && !zone.contains(event.relatedTarget)) delete zone.dataset.over;
});
document.addEventListener("drop", (event) => {
  const input = picker(event.target);
  if (!input) return;
  event.preventDefault();
  delete event.target.closest("[data-files]").dataset.over;
  add(input, event.dataTransfer.files);
});
document.addEventListener("paste", (event) => {
  const input = event.target.closest?.("form")?.querySelector("[data-files] input[type=file]");
  if (!input || !event.clipboardData.files.length) return;
  event.preventDefault();
  add(input, event.clipboardData.files);
});
document.addEventListener("submit", (event) => {
  for (const input of event.target.querySelectorAll("[data-files] input[type=file]")) {
    put(input, [...input.files].filter((file) => file.size <= Number(input.dataset.limit)));
  }
}, true);
