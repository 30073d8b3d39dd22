// Chapter 3: what the number of entries does to the weights, without a division and with two.
import { dot, entropy, gradientSize, softmax } from "./attention.js";
import { define, range, share, show } from "./base.js";

const SIZES = [...Array(11).keys()].map((power) => 2 ** power);
const KEYS = 10;
const DIVISORS = { "not divided": () => 1, "by √d<sub>k</sub>": Math.sqrt, "by d<sub>k</sub>": (d_k) => d_k };

// Random numbers that are the same for the same seed (Mulberry32), made normal by Box and Muller's method.
const uniform = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const normals = (seed, count) => {
  const next = uniform(seed);
  return Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  );
};

// A query and ten keys. Longer ones begin with the entries of shorter ones.
export const drawn = (seed, d_k) => {
  const [q, ...K] = Array.from({ length: KEYS + 1 }, (_, row) => normals(1000 * seed + row, d_k));
  return { q, K };
};

const measure = ({ seed, size }) => {
  const d_k = SIZES[size];
  const { q, K } = drawn(seed, d_k);
  return Object.values(DIVISORS).map((divisor) => {
    const a = divisor(d_k);
    const scores = K.map((k) => dot(q, k) / a);
    const w = softmax(scores);
    const H = entropy(w);
    return { scores, w, most: Math.max(...w), H, read: Math.exp(H), gradient: gradientSize(w, K, a) };
  });
};

const superscript = (n) => String(n).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c]));
const small = (x) => {
  if (x >= 0.001 || x === 0) return show(x, 3);
  const [digits, power] = x.toExponential(1).split("e");
  return `${digits} · 10${superscript(Number(power))}`;
};

const bars = (w) =>
  `<svg class="weights" viewBox="0 0 80 44" aria-hidden="true">${w
    .map(
      (one, j) =>
        `<rect x="${8 * j}" width="6.5" y="${(42 * (1 - one)).toFixed(2)}" height="${(1 + 42 * one).toFixed(2)}"/>`,
    )
    .join("")}</svg>`;

const MEASURES = {
  "the ten weights": ({ w }) => bars(w),
  "lowest score": ({ scores }) => show(Math.min(...scores), 1),
  "highest score": ({ scores }) => show(Math.max(...scores), 1),
  "largest weight": ({ most }) => share(most),
  "entropy H": ({ H }) => show(H),
  "keys read in effect, e<sup>H</sup>": ({ read }) => show(read, 1),
  "size of the gradient": ({ gradient }) => small(gradient),
};

const means = (state) => {
  const [none, root, full] = measure(state).map(({ read }) => show(read, 1));
  const d_k = SIZES[state.size];
  const entries = d_k === 1 ? "1 entry" : `${d_k} entries`;
  return (
    `With ${entries}, the query reads ${none} of the ten keys in effect. ` +
    `Divided by √${d_k} it reads ${root}, and divided by ${d_k} it reads ${full}.`
  );
};

export default define("moving-scaling", {
  start: ({ d_k }) => ({ seed: 1, size: SIZES.indexOf(d_k) }),

  view(state) {
    const found = measure(state);
    const rows = Object.entries(MEASURES).map(
      ([name, write]) =>
        `<tr><th scope="row">${name}</th>${found.map((one) => `<td>${write(one)}</td>`).join("")}</tr>`,
    );
    return `
      <p class="controls">${range("size", "entries", SIZES, state.size)}
        <button type="button" data-draw>Draw other vectors</button></p>
      <div class="scroll"><table class="lines s"><caption>One random query, and ten random keys</caption>
        <thead><tr><td></td>${Object.keys(DIVISORS)
          .map((name) => `<th scope="col">${name}</th>`)
          .join("")}</tr></thead>
        <tbody>${rows.join("")}</tbody></table></div>
      <p class="says">${means(state)}</p>`;
  },

  said: means,

  on: {
    input: (_, { name, value }) => name === "size" && { size: Number(value) },
    click: ({ seed }, { dataset }) => "draw" in dataset && { seed: seed + 1 },
  },
});
