// What the moving figures share. A figure is an object: `start` makes its state from the page's data,
// `view` writes the state down as HTML, `said` as a sentence, and `on` answers to events with what
// changes. The book's build runs `view` too: what it writes stands in the page from the beginning, is
// printed, and is the figure where there is no JavaScript.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (key, value) =>
  typeof value === "string" ? value.replace(/[&<>"]/g, (character) => ESCAPES[character]) : value;

export const read = (json) => JSON.parse(json, escaped);

// Disabled, until there is something that answers.
export const markup = (figure, state) =>
  `<form autocomplete="off"><fieldset class="stage" disabled>${figure.view(state)}</fieldset></form>
  <p class="spoken" role="status"></p>`;

// ---- numbers and matrices

// With so many digits after the point, as far as they are needed. What is not 0 is not shown as 0.
export const show = (x, digits = 2) => {
  if (x === -Infinity) return "−∞";
  const text = String(Number(x.toFixed(digits))).replace("-", "−");
  return text === "0" && Math.abs(x) > 1e-12 ? "≈ 0" : text;
};

// A share between 0 and 1. What is not all is not shown as 1.
export const share = (w) => {
  const text = show(w, 3);
  return text === "1" && w < 1 - 1e-12 ? "≈ 1" : text;
};

export const vector = (v, digits) => `(${v.map((x) => show(x, digits)).join(", ")})`;

export const clamp = (x, low, high) => Math.min(high, Math.max(low, x));

// A matrix as a table. The larger a number, the deeper its colour; `cell` may write a cell its own way.
export const matrix = ({ title, rows, columns, A, colour = "s", digits = 2, deepest, cell }) => {
  const finite = A.flat().filter(Number.isFinite).map(Math.abs);
  const most = deepest ?? Math.max(...finite, 1e-12);
  const plain = (x) =>
    Number.isFinite(x)
      ? `<td style="--w:${(Math.abs(x) / most).toFixed(3)}">${show(x, digits)}</td>`
      : `<td class="gone">${show(x)}</td>`;
  const head = columns
    ? `<thead><tr>${rows ? "<td></td>" : ""}${columns.map((name) => `<th scope="col">${name}</th>`).join("")}</tr></thead>`
    : "";
  const body = A.map((row, i) => {
    const name = rows ? `<th scope="row">${rows[i]}</th>` : "";
    return `<tr>${name}${row.map((x, j) => (cell ? cell(x, i, j) : plain(x))).join("")}</tr>`;
  });
  const caption = title && `<caption>${title}</caption>`;
  const table = `<table class="matrix ${colour}">${caption}${head}<tbody>${body.join("")}</tbody></table>`;
  return `<div class="scroll">${table}</div>`;
};

export const choice = (name, options, chosen, legend) =>
  `<fieldset class="controls"><legend>${legend}</legend>${options
    .map(
      (one) =>
        `<label><input type="radio" name="${name}" value="${one}"${one === chosen ? " checked" : ""}> ${one}</label>`,
    )
    .join("")}</fieldset>`;

// A slider over some values; `at` is the place of the one that is chosen.
export const range = (name, label, values, at, is = " =") =>
  `<label><span>${label}${is} <b class="now">${values[at]}</b></span>
    <input type="range" name="${name}" aria-label="${label}" min="0" max="${values.length - 1}" value="${at}"
      aria-valuetext="${values[at]}"></label>`;

// ---- drawings

export const shaft = ([x1, y1], [x2, y2], name) =>
  `<line class="${name}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;

// An arrow, which has no head if it is very short.
export const arrowTo = (from, to) => {
  const [right, down] = [to[0] - from[0], to[1] - from[1]];
  const size = Math.hypot(right, down);
  return `${shaft(from, to, "shaft")}<path class="head" d="${size > 4 ? "M0 0L-13 -6L-13 6Z" : ""}"
    transform="translate(${to}) rotate(${(Math.atan2(down, right) * 180) / Math.PI}) scale(${Math.min(1, size / 20)})"/>`;
};

// ---- arrow keys

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Which way an arrow key points, to the right and down; undefined for any other key, or with Ctrl or Alt.
export const arrow = (event) =>
  event.ctrlKey || event.altKey || event.metaKey ? undefined : ARROWS[event.key];

// ---- the element

// Make one tree like another without replacing what stays, so that focus and dragging go on.
function become(old, fresh) {
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  if (old.nodeName === "INPUT") {
    old.checked = fresh.checked;
    const unfinished = old.type === "number" && old === document.activeElement && old.value === ""; // "-", say
    if (!unfinished && Number(old.value) !== Number(fresh.value)) old.value = fresh.value;
  }
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
  after.forEach((child, index) => (before[index] ? become(before[index], child) : old.append(child)));
  before.slice(after.length).forEach((child) => child.remove());
}

const PAUSE = 500; // milliseconds without a change before the result is spoken

export function define(name, figure) {
  if (globalThis.customElements) customElements.define(name, element(figure));
  return figure;
}

const element = (figure) =>
  class extends HTMLElement {
    connectedCallback() {
      if (this.state) return;
      this.state = figure.start(read(this.dataset.start));
      this.innerHTML ||= markup(figure, this.state);
      [this.stage, this.status] = this.querySelectorAll(".stage, .spoken");
      this.stage.disabled = false;
      this.addEventListener("submit", (event) => event.preventDefault());
      for (const type of Object.keys(figure.on)) {
        this.stage.addEventListener(type, (event) => this.answer(event), { passive: false });
      }
      this.stage.addEventListener("focusout", () => queueMicrotask(() => this.draw())); // what was left unfinished
      new ResizeObserver(() => this.reachScrolling()).observe(this);
    }

    answer(event) {
      const change = figure.on[event.type]?.(this.state, event.target, event);
      if (!change) return;
      if (event.type === "keydown") event.preventDefault();
      Object.assign(this.state, change);
      this.draw();
      this.follow();
      clearTimeout(this.speaking);
      this.speaking = setTimeout(() => (this.status.textContent = figure.said(this.state)), PAUSE);
    }

    draw() {
      const fresh = this.stage.cloneNode(false);
      fresh.innerHTML = figure.view(this.state);
      become(this.stage, fresh);
      this.reachScrolling();
    }

    // Of the cells of a grid one is a tab stop. Where that has moved, the focus goes along.
    follow() {
      const active = document.activeElement;
      const group = this.contains(active) && active.tabIndex < 0 && active.closest("[data-roving]");
      if (group) group.querySelector('[tabindex="0"]').focus();
    }

    // What is wider than the screen scrolls, and must be reached by keyboard to do so.
    reachScrolling() {
      for (const box of this.querySelectorAll(".scroll")) {
        const wide = box.scrollWidth > box.clientWidth && !box.querySelector("button, input");
        wide ? box.setAttribute("tabindex", "0") : box.removeAttribute("tabindex");
      }
    }
  };
