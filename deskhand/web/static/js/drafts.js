// Drafts: reply and note are kept apart on the server, about a second after each pause and at
// least every two seconds of typing. Each save names the version it changes. The time that is typed
// is kept with the one that is shown.

const PAUSE = 900;
const LONGEST = 1800;

export function keeper(form) {
  const text = form.querySelector("textarea[name=text]");
  const other = form.querySelector("[data-other]");
  const state = form.querySelector("[data-draft-state]");
  const clash = form.querySelector("[data-draft-clash]");
  const along = form.querySelector("[data-take-along]");
  const discard = form.querySelector("[data-discard]");
  const time = form.querySelector("input[name=worked]");
  const mark = form.querySelector("input[name=worked_timer]"); // the time is that of the timer
  const begun = (element, worked, timer) => ({ timer, text: element.value, kept: element.defaultValue, version: element.dataset.version, worked, keptWorked: worked });
  const sheets = { [form.dataset.mode]: begun(text, time?.defaultValue ?? "", mark?.defaultValue ?? ""), [other.dataset.other]: begun(other, time?.dataset.keptElsewhere ?? "", mark?.dataset.keptElsewhere ?? "") };
  let timer = 0;
  let since = 0;
  let under = null;
  let isCut = false; // the last save met no server
  let isStopped = false;
  let theirs = null;

  // What was refused stands in the composer, but not in the draft.
  if (text.hasAttribute("aria-invalid")) sheets[form.dataset.mode].kept = null;

  const here = () => sheets[form.dataset.mode];
  const away = () => Object.values(sheets).find((sheet) => sheet !== here());
  const isDirty = (sheet) => sheet.text !== sheet.kept || sheet.worked !== sheet.keptWorked;

  function show() {
    discard?.toggleAttribute("hidden", !text.value && !here().version);
    if (!along) return;
    along.hidden = Boolean(text.value.trim()) || !away().text.trim();
    along.textContent = along.dataset[form.dataset.mode];
  }

  function read() {
    here().text = text.value;
    if (time && time.value !== here().worked) {
      here().worked = time.value;
      here().timer = mark.value;
      away().worked = ""; // there is one time, and it goes with what is shown
    }
    show();
  }

  async function send(mode, sheet, isLast) {
    const body = new FormData();
    const written = sheet.text;
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("mode", mode);
    body.set("text", written);
    const worked = sheet.worked;
    body.set("worked", worked);
    body.set("worked_timer", sheet.timer);
    body.set("version", sheet.version);
    body.set("once_key", form.elements.once_key.value);
    const keepalive = isLast && written.length < 15_000;
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body, keepalive });
    const told = await answer.json().catch(() => ({}));
    if (answer.status === 409) {
      theirs = { mode, ...told };
      clash.hidden = false;
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    sheet.kept = written;
    sheet.keptWorked = worked;
    sheet.version = told.version;
    form.dispatchEvent(new Event("desk:kept"));
    if (sheet === here()) state.textContent = told.saved ? `${state.dataset.kept} ${told.saved}` : "";
    show();
  }

  async function keep(isLast = false) {
    clearTimeout(timer);
    since = 0;
    if (under || theirs || form.dataset.sent) return;
    read();
    under = (async () => {
      // What is shown is kept last: it is shown again by whoever opens the ticket.
      const seen = form.dataset.mode;
      const inOrder = Object.entries(sheets).sort(([a], [b]) => Number(a === seen) - Number(b === seen));
      for (const [mode, sheet] of inOrder) {
        if (isDirty(sheet) && !theirs) await send(mode, sheet, isLast);
      }
    })();
    let isLost = false;
    try {
      await under;
      isCut = isStopped = false;
    } catch (error) {
      isLost = true;
      isCut = error instanceof TypeError;
      state.textContent = isStopped ? state.dataset.unsent : state.dataset.lost;
    }
    under = null;
    if (isLost || Object.values(sheets).some(isDirty)) later();
  }

  function later() {
    read();
    clearTimeout(timer);
    since ||= Date.now();
    timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  }

  function put(sheet, told) {
    Object.assign(sheet, { text: told.text, kept: told.text, version: told.version, worked: told.worked, keptWorked: told.worked, timer: told.timer });
    if (sheet !== here()) return;
    text.value = told.text;
    putTime(told.worked, told.timer);
    state.textContent = told.saved ? `${state.dataset.kept} ${told.saved}` : "";
    show();
    text.dispatchEvent(new Event("desk:text", { bubbles: true }));
  }

  function putTime(worked, timer) {
    if (!time || time.value === worked) return;
    mark.value = timer;
    time.value = worked;
    time.dispatchEvent(new Event("desk:text", { bubbles: true }));
  }

  function settle(isMine) {
    if (!theirs) return;
    const sheet = sheets[theirs.mode];
    const told = theirs;
    theirs = null;
    clash.hidden = true;
    if (isMine) Object.assign(sheet, { version: told.version, kept: null });
    else put(sheet, told);
    text.focus();
    later();
  }

  // Another window may have written on: what is untouched here follows it silently.
  async function look() {
    if (under || theirs || form.dataset.sent) return;
    read();
    if (Object.values(sheets).some(isDirty)) return;
    try {
      const answer = await fetch(form.dataset.draftUrl);
      if (!answer.ok) return;
      const told = await answer.json();
      for (const [mode, sheet] of Object.entries(sheets)) {
        const now = told[mode];
        const isCurrent = sheet !== here() || text.value === sheet.text;
        if (now && now.version !== sheet.version && !isDirty(sheet) && isCurrent) put(sheet, now);
      }
    } catch { /* away for a moment */ }
  }

  function turn(mode) {
    read();
    form.dataset.mode = mode;
    text.value = here().text;
    show();
  }

  // Who changes his mind about reply or note takes along what he wrote; never by itself.
  function take() {
    const from = away();
    text.value = from.text;
    from.text = "";
    later();
    text.focus();
  }

  along?.addEventListener("click", take);
  // A file begins a draft as well.
  form.addEventListener("desk:file", ({ detail }) => {
    const sheet = sheets[detail.mode];
    if (sheet) sheet.version ||= detail.version;
    show();
  });
  text.addEventListener("input", later);
  time?.addEventListener("input", later);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (!isCut && navigator.onLine) return;
    // The browser's own page about it would take the place of what was written.
    event.preventDefault();
    event.stopImmediatePropagation();
    isStopped = true;
    state.textContent = state.dataset.unsent;
    later();
  }, true);
  addEventListener("beforeunload", (event) => {
    if (isCut && Object.values(sheets).some(isDirty)) event.preventDefault();
  });
  form.querySelector("[data-take-theirs]")?.addEventListener("click", () => settle(false));
  form.querySelector("[data-keep-mine]")?.addEventListener("click", () => settle(true));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep(true);
    else look();
  });
  addEventListener("pagehide", () => keep(true));
  addEventListener("pageshow", (event) => {
    if (event.persisted) look();
  });
  show();
  return { turn, later, keep };
}
