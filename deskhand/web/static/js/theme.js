// Theme and density: kept in a cookie, and of an agent on the server, which draws the page right at
// once.

const root = document.documentElement;
const YEAR = 60 * 60 * 24 * 365;

function keep(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = value ? YEAR : 0;
  document.cookie = `${name}=${value}; path=/; max-age=${age}; samesite=lax${secure}`;
}

function tell(name, value) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (!root.dataset.lookUrl || !token) return;
  const body = new URLSearchParams({ [name]: value, csrfmiddlewaretoken: token });
  fetch(root.dataset.lookUrl, { method: "POST", body, keepalive: true }).catch(() => {});
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
  tell(setting, value);
  showAll();
});

showAll();
