// What is wider than the page scrolls in its own box. Whoever has no mouse must be able to scroll it
// too, so such a box becomes a tab stop, a formula with a name; what fits stays out of the way.
const BOXES = ".katex-display, pre, .cell_output > .output, .pst-scrollable-table-container";

function update(box) {
  const formula = box.classList.contains("katex-display");
  const scrolls = box.scrollWidth > box.clientWidth || (!formula && box.scrollHeight > box.clientHeight);
  if (scrolls || !formula) box.tabIndex = scrolls ? 0 : -1;
  else box.removeAttribute("tabindex");
  if (formula && scrolls) {
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Formula, scrolls sideways");
  } else if (formula) {
    for (const name of ["role", "aria-label"]) box.removeAttribute(name);
  }
}

// A box is looked at when it is laid out, and when its size or that of what is in it changes: a font
// that has come makes a formula wider. Parts of a page that are far away are not laid out yet. There
// each box is a tab stop until somebody comes near: to ask all at once for their size would have the
// browser lay out the whole page at once.
const watcher = new ResizeObserver((entries) =>
  new Set(entries.map((entry) => entry.target.closest(BOXES))).forEach((box) => box && update(box)),
);

function watch(boxes) {
  for (const box of boxes) {
    box.tabIndex = 0;
    watcher.observe(box);
    box.querySelectorAll(".katex-html > .base").forEach((part) => watcher.observe(part));
  }
}

watch(document.querySelectorAll(BOXES));
new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node instanceof Element);
  watch(added.flatMap((node) => [...(node.matches(BOXES) ? [node] : []), ...node.querySelectorAll(BOXES)]));
}).observe(document.querySelector("main"), { subtree: true, childList: true });
