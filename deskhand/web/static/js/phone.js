// The screen for a call: Enter in the search takes who is found first and goes on to the matter;
// Ctrl and Enter opens the ticket from anywhere.

const form = document.getElementById("call");
const who = document.getElementById("who");
const subject = form?.elements.subject;

const choices = () => [...form.querySelectorAll("#callers input[type=radio]")];

function carry(radio) {
  // Somebody new: what was typed is his name or his number.
  for (const [field, key] of [["name", "name"], ["number", "number"], ["call_number", "number"], ["organization", "organization"]]) {
    const element = form.elements[field];
    if (element && radio.dataset[key] && (!element.value || element.dataset.carried)) {
      element.value = radio.dataset[key];
      element.dataset.carried = "yes";
    }
  }
}

function choose(radio) {
  if (!radio.checked) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if ("name" in radio.dataset) carry(radio);
}

who?.addEventListener("keydown", (event) => {
  const found = choices();
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const first = found.find((one) => one.checked) ?? found[0];
    if (!first) return;
    choose(first);
    const name = form.elements.name;
    (first.value || name.value ? subject : name).focus();
  } else if (event.key === "ArrowDown" && found.length) {
    event.preventDefault();
    const first = found.find((one) => one.checked) ?? found[0];
    choose(first);
    first.focus();
  }
});

form?.addEventListener("change", (event) => {
  if (event.target.matches("#callers input")) choose(event.target);
});

// Only somebody new was found: he is chosen already.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "callers") return;
  const checked = choices().find((one) => one.checked);
  if (checked) choose(checked);
});

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("#callers input")) {
    event.preventDefault();
    subject.focus();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[data-kind=primary]"));
  }
});
