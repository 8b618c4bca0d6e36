// Theme and density: kept in a cookie, so that the server draws the page right at once.

const root = document.documentElement;
const YEAR = 60 * 60 * 24 * 365;

function keep(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = value ? YEAR : 0;
  document.cookie = `${name}=${value}; path=/; max-age=${age}; samesite=lax${secure}`;
}

function show(group) {
  const current = root.dataset[group.dataset.setting] ?? "";
  for (const button of group.querySelectorAll("[data-value]")) {
    button.setAttribute("aria-pressed", String(button.dataset.value === current));
  }
}

function showAll() {
  document.querySelectorAll("[data-setting]").forEach(show);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-setting] [data-value]");
  if (!button) return;
  const { setting } = button.closest("[data-setting]").dataset;
  const { value } = button.dataset;
  if (value) root.dataset[setting] = value;
  else delete root.dataset[setting];
  keep(setting, value);
  showAll();
});

showAll();
