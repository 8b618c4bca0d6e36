// Files of the composer: dropped, pasted or picked, they go to the server at once and wait with the
// draft. Each shows how far it is, and can be cancelled or taken out again.

const AT_ONCE = 3;

function words(bytes) {
  const units = ["byte", "kilobyte", "megabyte"];
  const power = Math.min(2, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit: units[power], unitDisplay: "short", maximumFractionDigits: 1,
  }).format(bytes / 1024 ** power);
}

export function uploader(form) {
  const zone = form.querySelector("[data-uploads]");
  const input = zone?.querySelector("input[type=file]");
  if (!input) return;
  const list = zone.querySelector("[data-file-list]");
  const state = zone.querySelector("[data-upload-state]");
  const text = form.elements.text;
  const said = zone.dataset;
  const queue = [];
  const running = new Set();
  let waiting = null;

  const line = (file, mode) => {
    const item = document.createElement("li");
    item.className = "draft-file";
    item.dataset.only = mode;
    item.dataset.name = file.name;
    const box = document.createElement("span");
    box.className = "file";
    const name = document.createElement("span");
    name.className = "truncate";
    name.textContent = file.name;
    const size = document.createElement("small");
    size.textContent = words(file.size);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    box.append(name, size, button);
    item.append(box);
    list.append(item);
    return { item, box, size, button };
  };

  function refuse(shown, file, why) {
    shown.box.dataset.refused = "";
    shown.box.querySelector("progress")?.remove();
    shown.size.textContent = why;
    shown.button.setAttribute("aria-label", `${said.dismiss}: ${file.name}`);
    shown.button.onclick = () => shown.item.remove();
    state.textContent = `${file.name}: ${why}`;
  }

  function done() {
    if (queue.length || running.size || !waiting) return;
    const submitter = waiting;
    waiting = null;
    submitter.removeAttribute("aria-busy");
    if (list.querySelector(".file[data-refused]")) return; // to be looked at first
    form.requestSubmit(submitter);
  }

  function arrived(job, html) {
    const piece = document.createElement("template");
    piece.innerHTML = html;
    const item = piece.content.querySelector("li");
    job.shown.item.replaceWith(item);
    if (item.dataset.name !== job.file.name && job.isInText) {
      text.value = text.value.replaceAll(`](${job.file.name})`, `](<${item.dataset.name}>)`);
    }
    state.textContent = `${item.dataset.name}: ${said.done}`;
    const detail = { mode: job.mode, version: item.dataset.version };
    form.dispatchEvent(new CustomEvent("desk:file", { detail }));
    text.dispatchEvent(new Event("desk:text"));
  }

  function start(job) {
    running.add(job);
    const { shown, file } = job;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    shown.box.append(bar);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("mode", job.mode);
    body.set("once_key", form.elements.once_key.value);
    body.set("file", file, file.name);
    const call = new XMLHttpRequest();
    call.open("POST", said.url);
    call.upload.onprogress = (event) => { bar.value = event.lengthComputable ? event.loaded / event.total : 0; };
    const end = (act) => {
      running.delete(job);
      act();
      next();
      done();
    };
    call.onload = () => end(() => {
      if (call.status === 200) return arrived(job, call.responseText);
      let why = said.failed;
      try { why = JSON.parse(call.responseText).error ?? why; } catch { /* no words of ours */ }
      return refuse(shown, file, why);
    });
    call.onerror = () => end(() => {
      refuse(shown, file, said.failed);
      const again = document.createElement("button");
      again.type = "button";
      again.className = "link";
      again.textContent = said.again;
      again.onclick = () => { shown.item.remove(); take([file], job.mode); };
      shown.size.after(again);
    });
    call.onabort = () => end(() => shown.item.remove());
    shown.button.setAttribute("aria-label", `${said.cancel}: ${file.name}`);
    shown.button.onclick = () => call.abort();
    call.send(body);
  }

  function next() {
    while (queue.length && running.size < AT_ONCE) start(queue.shift());
  }

  function take(files, mode = form.dataset.mode, isInText = false) {
    for (const file of files) {
      const shown = line(file, mode);
      const there = list.querySelectorAll(`[data-only=${mode}] .file:not([data-refused])`).length;
      if (file.size > Number(said.limit)) {
        refuse(shown, file, said.tooLarge.replace("%s", words(Number(said.limit))));
      } else if (there > Number(said.most)) {
        refuse(shown, file, said.tooMany.replace("%s", said.most));
      } else {
        const job = { file, shown, mode, isInText };
        shown.button.setAttribute("aria-label", `${said.cancel}: ${file.name}`);
        shown.button.onclick = () => { queue.splice(queue.indexOf(job), 1); shown.item.remove(); };
        queue.push(job);
      }
    }
    next();
  }

  // A picture that is pasted into the text stands where the cursor was, under a name of its own.
  function named(files) {
    const names = new Set([...list.children].map((item) => item.dataset.name));
    return [...files].map((file) => {
      if (!file.type.startsWith("image/")) return file;
      const kind = file.type.slice(6).replace("jpeg", "jpg").replace(/\W.*/, "");
      let number = 1;
      while (names.has(`picture-${number}.${kind}`) || text.value.includes(`picture-${number}.`)) number += 1;
      const name = `picture-${number}.${kind}`;
      names.add(name);
      text.focus();
      if (!document.execCommand("insertText", false, `![](${name})`)) {
        text.setRangeText(`![](${name})`, text.selectionStart, text.selectionEnd, "end");
        text.dispatchEvent(new Event("input", { bubbles: true }));
      }
      return new File([file], name, { type: file.type });
    });
  }

  async function remove(button) {
    const item = button.closest("li");
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("mode", item.dataset.only);
    const answer = await fetch(button.dataset.removeFile, { method: "POST", body });
    if (!answer.ok && answer.status !== 404) return;
    const { name } = item.dataset;
    item.remove();
    for (const place of [`![](${name})`, `![](<${name}>)`]) text.value = text.value.replaceAll(place, "");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-file]");
    if (button) remove(button);
  });
  form.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.dataset.over = "";
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) delete form.dataset.over;
  });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    delete form.dataset.over;
    take([...event.dataTransfer.files]);
  });
  form.addEventListener("paste", (event) => {
    if (event.defaultPrevented || !event.clipboardData.files.length) return;
    event.preventDefault();
    const isText = event.target === text;
    take(isText ? named(event.clipboardData.files) : [...event.clipboardData.files], form.dataset.mode, isText);
  });
  form.addEventListener("submit", (event) => {
    if (!(queue.length || running.size) || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
    waiting?.setAttribute("aria-busy", "true");
    state.textContent = said.waits;
  }, true);
}
