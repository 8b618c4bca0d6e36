// The composer: reply or note, a draft kept on the server, and a lock against double sending.

const PAUSE = 1500;

function attach(form) {
  const text = form.querySelector("textarea");
  const hidden = form.querySelector("input[name=mode]");
  const state = form.querySelector("[data-draft-state]");
  let timer = 0;
  let kept = `${form.dataset.mode}\n${text.value}`;

  const setMode = (mode) => {
    form.dataset.mode = mode;
    hidden.value = mode;
    for (const tab of form.querySelectorAll("[data-mode-tab]")) {
      tab.setAttribute("aria-pressed", String(tab.dataset.modeTab === mode));
    }
    text.setAttribute("aria-label", text.dataset[`label${mode === "note" ? "Note" : "Reply"}`]);
  };

  const keep = async () => {
    const now = `${form.dataset.mode}\n${text.value}`;
    if (now === kept || form.dataset.sent) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("mode", form.dataset.mode);
    body.set("text", text.value);
    try {
      const answer = await fetch(form.dataset.draftUrl, { method: "POST", body });
      if (!answer.ok) throw new Error(String(answer.status));
      kept = now;
      const { saved } = await answer.json(); // in the reader's zone, which need not be the browser's
      state.textContent = saved ? `${state.dataset.kept} ${saved}` : "";
    } catch {
      state.textContent = state.dataset.lost;
      later();
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  };

  text.addEventListener("input", later);
  text.addEventListener("keydown", (event) => {
    const proposal = event.altKey && event.code === "KeyP" && form.querySelector("[data-proposal]");
    if (proposal) {
      event.preventDefault();
      proposal.click();
      return;
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit([...form.querySelectorAll("[data-send]")].find((b) => b.checkVisibility?.() ?? true));
  });
  form.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-mode-tab]");
    if (!tab) return;
    event.preventDefault();
    setMode(tab.dataset.modeTab);
    text.focus();
    later();
  });
  setMode(form.dataset.mode);
  form.addEventListener("submit", () => clearTimeout(timer));
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
}

for (const form of document.querySelectorAll("form.composer")) attach(form);

// A ticket opens at its newest message.
const scroller = document.querySelector("[data-at-end]");
if (scroller && !location.hash) scroller.scrollTop = scroller.scrollHeight;
