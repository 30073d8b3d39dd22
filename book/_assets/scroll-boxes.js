// A formula wider than the page scrolls in its own box. Whoever has no mouse must be able to scroll
// it too, so such a box becomes a tab stop with a name; a formula that fits stays out of the way.
// (The theme does the same for code and tables.)
function update(box) {
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Formula, scrolls sideways");
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}

const boxes = document.querySelectorAll(".katex-display");
const watcher = new ResizeObserver((entries) => entries.forEach((entry) => update(entry.target)));
boxes.forEach((box) => watcher.observe(box));
document.fonts.ready.then(() => boxes.forEach(update)); // KaTeX's fonts change a formula's width
