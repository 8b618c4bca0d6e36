// Copying what a button names; where the browser does not let us, the text is marked for copying.

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const source = button && document.getElementById(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    const label = button.querySelector("[data-copied]");
    const before = label.textContent;
    label.textContent = label.dataset.copied;
    setTimeout(() => { label.textContent = before; }, 2000);
  } catch {
    getSelection().selectAllChildren(source);
  }
});
