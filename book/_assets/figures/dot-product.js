// Chapter 1: a query and a key as arrows. Both tips can be moved, and the score follows.
import { dot } from "./attention.js";
import { arrow, arrowTo, choice, clamp, define, shaft, show, vector } from "./base.js";

const REACH = 4; // the plane goes from -4 to 4
const STEP = 0.5;
const UNIT = 40; // of the drawing, to one of the plane
const EDGE = UNIT * REACH + 12;

const at = ([x, y]) => [UNIT * x, -UNIT * y];
const length = (v) => Math.hypot(...v);
const angle = (v) => Math.atan2(v[1], v[0]);
const line = (from, to, name) => shaft(at(from), at(to), name);

const measure = ({ q, k }) => {
  const lengths = length(q) * length(k);
  // The angle without a dot product, as the difference of two directions.
  const turn = Math.abs(angle(q) - angle(k));
  const theta = Math.min(turn, 2 * Math.PI - turn);
  return { score: dot(q, k), lengths, theta, degrees: (theta * 180) / Math.PI, cosine: Math.cos(theta) };
};

// Always the same elements, also for a vector of length 0: what is focused or dragged must stay.
const tip = (name, v, label) => {
  const [x, y] = at(v);
  const size = length(v);
  const [right, down] = size ? [(24 * v[0]) / size, (-24 * v[1]) / size] : [0, -24];
  return `<g class="${name}">${arrowTo([0, 0], [x, y])}
    <text x="${x + right}" y="${y + down + 5}" aria-hidden="true">${label}</text>
    <circle class="tip" data-tip="${name}" cx="${x}" cy="${y}" r="14" tabindex="0" role="slider"
      aria-label="Tip of the ${name === "q" ? "query" : "key"}" aria-roledescription="arrow tip, moved by the four arrow keys"
      aria-valuemin="${-REACH}" aria-valuemax="${REACH}" aria-valuenow="${v[0]}" aria-valuetext="${vector(v)}"/></g>`;
};

// All keys on this line have the same score: it stands at right angles to the query.
const level = ({ q, k }) => {
  const size = length(q) || 1;
  const foot = q.map((entry) => (entry * dot(q, k)) / size ** 2);
  const [a, b] = [-12, 12].map((far) => [foot[0] - (far * q[1]) / size, foot[1] + (far * q[0]) / size]);
  return line(a, b, "level") + line([0, 0], foot, "reach");
};

const arc = ({ q, k }) => {
  const [from, to] = [angle(q), angle(k)].map((turn) => [26 * Math.cos(turn), -26 * Math.sin(turn)]);
  const clockwise = q[0] * k[1] - q[1] * k[0] < 0 ? 1 : 0;
  return `<path class="arc" d="${length(q) && length(k) ? `M${from}A26 26 0 0 ${clockwise} ${to}` : ""}"/>`;
};

const grid = [...Array(2 * REACH + 1).keys()]
  .map((i) => i - REACH)
  .map(
    (x) =>
      line([x, -REACH], [x, REACH], x ? "grid" : "axis") + line([-REACH, x], [REACH, x], x ? "grid" : "axis"),
  )
  .join("");

const plane = (state) => `
  <svg class="plane" viewBox="${-EDGE} ${-EDGE - 8} ${2 * EDGE} ${2 * EDGE + 24}" role="group" aria-label="Query and key as arrows">
    ${grid}
    <g class="names" aria-hidden="true"><text x="${EDGE - 12}" y="${EDGE + 8}">${state.axes[0]} →</text>
    <text x="6" y="${4 - EDGE}">↑ ${state.axes[1]}</text></g>
    ${level(state)}${arc(state)}
    ${tip("q", state.q, "q")}${tip("k", state.k, "k")}
  </svg>`;

const means = (state) => {
  const { score, lengths, degrees } = measure(state);
  if (!lengths) return "A vector of length 0 reaches nowhere: the score is 0.";
  const far = show(score / length(state.q));
  if (Math.abs(score) < 1e-9) {
    return "They stand at right angles. The key reaches nowhere in the query’s direction: the score is 0.";
  }
  return (
    `The angle is ${show(degrees, 0)}°. The key reaches ${far} in the query’s direction; ` +
    `times the query’s length, ${show(length(state.q))}, that is a score of ${show(score)}.`
  );
};

const product = ({ q, k }) => q.map((entry, c) => `${show(entry)} · ${show(k[c])}`).join(" + ");

const move = (v, [right, down]) =>
  [v[0] + STEP * right, v[1] - STEP * down].map((x) => clamp(x, -REACH, REACH));

export default define("moving-dot-product", {
  start: ({ query, keys, axes, key }) => ({ q: query, k: keys[key], keys, axes }),

  view(state) {
    const { score, cosine, lengths } = measure(state);
    const words = Object.keys(state.keys);
    const named = words.find((word) => String(state.keys[word]) === String(state.k));
    return `
      ${choice("key", words, named, "The key of")}
      <div class="beside">${plane(state)}
      <dl class="sums">
        <dt>query <b class="q">q</b></dt><dd class="q">${vector(state.q)}</dd>
        <dt>key <b class="k">k</b></dt><dd class="k">${vector(state.k)}</dd>
        <dt>entry by entry</dt><dd>${product(state)} = <b class="score">${show(score)}</b></dd>
        <dt>lengths × cos θ</dt><dd>${show(length(state.q))} × ${show(length(state.k))} × ${
          lengths ? show(cosine, 3) : "?"
        } = <b>${show(lengths && lengths * cosine)}</b></dd>
      </dl></div>
      <p class="says">${means(state)}</p>`;
  },

  said: (state) => `Score ${show(dot(state.q, state.k))}. ${means(state)}`,

  on: {
    input: ({ keys }, { name, value }) => name === "key" && { k: keys[value] },
    keydown(state, { dataset }, event) {
      const way = dataset.tip && arrow(event);
      return way && { [dataset.tip]: move(state[dataset.tip], way) };
    },
    // Or a finger that moves a tip would move the page: Chromium heeds no touch-action inside a drawing.
    touchstart(_, target, event) {
      if (target.dataset.tip) event.preventDefault();
    },
    pointerdown(_, target, event) {
      if (target.dataset.tip) target.setPointerCapture(event.pointerId);
    },
    pointermove(state, target, event) {
      if (!target.hasPointerCapture?.(event.pointerId)) return undefined;
      const there = new DOMPoint(event.clientX, event.clientY).matrixTransform(
        target.getScreenCTM().inverse(),
      );
      const to = [there.x, -there.y].map((x) => clamp(Math.round(x / UNIT / STEP) * STEP, -REACH, REACH));
      return String(to) !== String(state[target.dataset.tip]) && { [target.dataset.tip]: to };
    },
  },
});
