// What scrolls: the pane of a conversation, or in a low window all that stands around it.

export function scrollerOf(element) {
  for (let one = element; one; one = one.parentElement) {
    const { overflowY } = getComputedStyle(one);
    if (/auto|scroll/.test(overflowY) && one.scrollHeight > one.clientHeight + 1) return one;
  }
  return document.scrollingElement;
}
