// Chapter 8: the whole layer as a map. The step that is chosen shows its matrices.
import { causalMask, masked, multiHead } from "./attention.js";
import { arrow, clamp, define, matrix, vector } from "./base.js";

// The map, row by row: name, place of the middle, and half of the width.
const MAP = [
  [["X", 100, 24]],
  [
    ["Q", 36, 24],
    ["K", 100, 24],
    ["V", 164, 24],
  ],
  [["heads", 100, 88]],
  [["scores", 68, 56]],
  [["scaled", 68, 56]],
  [["mask", 68, 56]],
  [["weights", 68, 56]],
  [["Zᵢ", 100, 88]],
  [["Z", 100, 24]],
  [["Y", 100, 24]],
];
const HIGH = 40; // of a row
const ROADS = [
  [
    [100, 0],
    [36, 1],
  ],
  [
    [100, 0],
    [100, 1],
  ],
  [
    [100, 0],
    [164, 1],
  ],
  [
    [36, 1],
    [36, 2],
  ],
  [
    [100, 1],
    [100, 2],
  ],
  [
    [164, 1],
    [164, 2],
  ],
  [
    [68, 2],
    [68, 7],
  ],
  [
    [164, 2],
    [164, 7],
  ],
  [
    [100, 7],
    [100, 9],
  ],
];
const LABELS = { heads: "Qᵢ, Kᵢ, Vᵢ", scaled: "÷ √dₖ" };

const allowed = ({ X, causal }) => (causal ? causalMask(X.length) : undefined);
const layer = (state) => multiHead(state.X, state, state.h, allowed(state));

const STEPS = {
  X: {
    title: "The words",
    says: "Each row is a word. Change a feature, and every step after it follows.",
    show: (state) => [
      matrix({
        title: "X",
        rows: state.words,
        columns: state.features,
        A: state.X,
        colour: "z",
        cell: feature(state),
      }),
    ],
  },
  Q: projection("Q", "q", "what a word looks for"),
  K: projection("K", "k", "what a word offers"),
  V: projection("V", "v", "what a word hands over"),
  heads: {
    title: "Step 2: split",
    says: "Each head takes its own columns of every word.",
    show: (state) => {
      const { Qs, Ks, Vs } = layer(state);
      return perHead(state, (i) => [
        matrix({ title: `Q${sub(i)}`, rows: state.words, A: Qs[i], colour: "q" }),
        matrix({ title: `K${sub(i)}`, A: Ks[i], colour: "k" }),
        matrix({ title: `V${sub(i)}`, A: Vs[i], colour: "v" }),
      ]);
    },
  },
  scores: square(
    "Step 3: compare",
    "Every query meets every key in a dot product, Qᵢ Kᵢᵀ.",
    ({ scores }) => scores,
  ),
  scaled: square(
    "Step 4: scale",
    "Each score is a sum of dₖ products, dₖ being the features of a head, and is divided by √dₖ.",
    ({ scaled }) => scaled,
  ),
  mask: {
    title: "Step 5: mask",
    says: "A forbidden score becomes −∞. The causal mask forbids to look at words that come later.",
    show: (state) => {
      const [{ scaled }, mask] = [layer(state), allowed(state)];
      return squares(state, mask ? scaled.map((S) => masked(S, mask)) : scaled);
    },
  },
  weights: square("Step 6: share", "Each row becomes shares that sum to 1.", ({ weights }) => weights, 1),
  Zᵢ: {
    title: "Step 7: read",
    says: "The shares weigh the values.",
    show: (state) =>
      perHead(state, (i) => [
        matrix({ title: `Z${sub(i)}`, rows: state.words, A: layer(state).Zs[i], colour: "v" }),
      ]),
  },
  Z: {
    title: "Step 8: concatenate",
    says: "The heads stand side by side.",
    show: (state) => [matrix({ title: "Z", rows: state.words, A: layer(state).Z, colour: "v" })],
  },
  Y: {
    title: "Step 8: mix",
    says: "The output map lets every head write into every feature: Y = Z W<sub>o</sub>.",
    show: (state) => {
      const { W_o, h, words, outputs } = state;
      const rows = W_o.map((_, row) => `head ${Math.floor((row * h) / W_o.length)}`);
      return [
        matrix({ title: "W<sub>o</sub>", rows, columns: outputs, A: W_o, colour: "z" }),
        matrix({ title: "Y", rows: words, columns: outputs, A: layer(state).output, colour: "z" }),
      ];
    },
  },
};

function sub(index) {
  return `<sub>${index}</sub>`;
}

function projection(name, colour, what) {
  const map = `W${sub(colour)}`;
  return {
    title: "Step 1: project",
    says: `${name} = X ${map}: ${what}, a row for each word.`,
    show: (state) => [
      matrix({ title: map, rows: state.features, A: state[`W_${colour}`], colour }),
      matrix({ title: name, rows: state.words, A: layer(state)[name], colour }),
    ],
  };
}

function perHead(state, draw) {
  return [...Array(state.h).keys()].map(
    (i) => `<div class="head"><p>head ${i}</p><div class="beside top">${draw(i).join("")}</div></div>`,
  );
}

function squares(state, list, deepest) {
  const rows = state.words.map((word) => `${word} asks`);
  return perHead(state, (i) => [matrix({ title: "", rows, columns: state.words, A: list[i], deepest })]);
}

function square(title, says, pick, deepest) {
  return { title, says, show: (state) => squares(state, pick(layer(state)), deepest) };
}

function feature({ words, features }) {
  return (x, i, j) =>
    `<td class="entry"><span>${x}</span><input type="number" step="1" min="-9" max="9" value="${x}"
      data-entry="${[i, j]}" aria-label="${features[j]} of ${words[i]}"></td>`;
}

const road = ([[x1, y1], [x2, y2]]) =>
  `<path class="road" d="M${x1} ${HIGH * y1 + 15}L${x2} ${HIGH * y2 - 15}"/>`;
const stop = (step, row, [name, x, half]) => {
  const label = LABELS[name] ?? name;
  return `<g class="stop" role="tab" data-step="${name}" tabindex="${name === step ? 0 : -1}"
    aria-selected="${name === step}" aria-label="${STEPS[name].title}, ${label}">
    <rect x="${x - half}" y="${HIGH * row - 15}" width="${2 * half}" height="30" rx="6"/>
    <text x="${x}" y="${HIGH * row + 5}">${label}</text></g>`;
};
const map = ({ step }) => {
  const stops = MAP.flatMap((row, y) => row.map((one) => stop(step, y, one)));
  return `<svg class="map" viewBox="6 -22 188 ${HIGH * 9 + 44}" role="tablist" aria-label="Steps of the layer"
    aria-orientation="vertical" data-roving>${ROADS.map(road).join("")}${stops.join("")}</svg>`;
};

const next = (step, [right, down]) => {
  const y = MAP.findIndex((row) => row.some(([name]) => name === step));
  const x = MAP[y].findIndex(([name]) => name === step);
  const row = MAP[clamp(y + down, 0, MAP.length - 1)];
  return row[
    down ? Math.min(row.length === 3 ? 1 : x, row.length - 1) : clamp(x + right, 0, row.length - 1)
  ][0];
};

export default define("moving-layer", {
  start: (data) => ({ ...data, first: data.X, causal: false, word: 1 }),

  view(state) {
    const { title, says, show } = STEPS[state.step];
    return `
      <p class="controls"><label><input type="checkbox" name="causal"${state.causal ? " checked" : ""}> causal mask</label>
        <button type="button" data-again>Start again</button></p>
      <div class="beside top journey">${map(state)}
        <div class="panel" role="tabpanel" aria-label="${title}"><p class="says"><b>${title}.</b> ${says}</p>
        <div class="beside top">${show(state).join("")}</div></div></div>`;
  },

  said(state) {
    const { step, causal, word, words } = state;
    const { title, says } = STEPS[step];
    const forbidden = causal ? "The causal mask is on." : "Nothing is masked.";
    const output = `The output of ${words[word]} is ${vector(layer(state).output[word])}.`;
    return `${title}. ${says.replace(/<.*?>/g, "")} ${forbidden} ${output}`;
  },

  on: {
    input({ X }, { name, checked, value, dataset: { entry } }) {
      if (name === "causal") return { causal: checked };
      if (!entry || value === "" || !Number.isFinite(Number(value))) return undefined;
      return {
        word: Number(entry[0]),
        X: X.map((row, i) => row.map((x, j) => (String([i, j]) === entry ? clamp(Number(value), -9, 9) : x))),
      };
    },
    click({ first }, target) {
      if ("again" in target.dataset) return { X: first, causal: false };
      const step = target.closest("[data-step]")?.dataset.step;
      return step && { step };
    },
    keydown({ step }, { dataset }, event) {
      const way = dataset.step && arrow(event);
      return way && { step: next(step, way) };
    },
  },
});
