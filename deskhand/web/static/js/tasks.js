// Tasks are dragged into another order; by keyboard Alt with an arrow moves the one in focus.

let held = null;

const list = (element) => element?.closest?.("[data-tasks]");
const row = (element) => element?.closest?.("[data-task]");

function mark(whole) {
  whole?.querySelectorAll("[data-task]").forEach((task) => { task.draggable = true; });
}

function send(whole) {
  const keys = [...whole.querySelectorAll("[data-task]")].map((task) => task.dataset.task);
  const token = whole.querySelector("[name=csrfmiddlewaretoken]").value;
  htmx.ajax("POST", whole.dataset.tasks, {
    target: "#tasks",
    swap: "outerHTML",
    values: { task: keys, csrfmiddlewaretoken: token },
  });
}

document.addEventListener("dragstart", (event) => {
  if (!list(event.target) || !row(event.target)) return;
  held = row(event.target);
  event.dataTransfer.effectAllowed = "move";
  held.dataset.held = "yes";
});

document.addEventListener("dragover", (event) => {
  const over = row(event.target);
  if (!held || !over || list(over) !== list(held)) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  if (over !== held) over[event.clientY < top + height / 2 ? "before" : "after"](held);
});

document.addEventListener("drop", (event) => {
  if (held && list(event.target)) event.preventDefault();
});

document.addEventListener("dragend", () => {
  if (!held) return;
  delete held.dataset.held;
  send(list(held));
  held = null;
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
  const task = row(event.target);
  if (!step || !event.altKey || !task || !list(task) || !task[step]) return;
  event.preventDefault();
  task[step][step === "previousElementSibling" ? "before" : "after"](task);
  event.target.focus();
  const { id } = task;
  document.addEventListener("htmx:afterSettle", () => {
    document.querySelector(`#${id} summary`)?.focus();
  }, { once: true });
  send(list(task));
});

mark(document);
document.addEventListener("htmx:afterSwap", () => mark(document.getElementById("tasks")));
