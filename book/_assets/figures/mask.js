// Chapter 5: a mask drawn by hand, and what it leaves of the weights.
import { attention, causalMask, masked, paddingMask, scaledScores } from "./attention.js";
import { arrow, clamp, define, matrix, show, vector } from "./base.js";

const both = (A, B) => A.map((row, i) => row.map((may, j) => may && B[i][j]));

const PRESETS = {
  everything: ({ words: { length: n } }) => paddingMask(n, n),
  causal: ({ words: { length: n } }) => causalMask(n),
  padding: ({ real, words: { length: n } }) => paddingMask(real, n),
  both: (state) => both(PRESETS.causal(state), PRESETS.padding(state)),
  nothing: ({ words: { length: n } }) => paddingMask(0, n),
};

const compute = ({ Q, K, V, mask }) => ({ S: masked(scaledScores(Q, K), mask), ...attention(Q, K, V, mask) });

const means = (state) => {
  const { words, mask, at } = state;
  const [i] = at;
  const seen = words.map((word, j) => (i === j ? "itself" : word)).filter((_, j) => mask[i][j]);
  const named = [seen.slice(0, -1).join(", "), ...seen.slice(-1)].filter(Boolean).join(" and ");
  const reads = vector(compute(state).output[i]);
  return seen.length
    ? `${words[i]} may look at ${named}. It reads ${reads}.`
    : `${words[i]} may look at nothing. All its weights are 0, and it reads ${reads}.`;
};

export default define("moving-mask", {
  start: (data) => ({ ...data, mask: PRESETS[data.mask](data), at: [0, 0] }),

  view(state) {
    const { words, mask, at, features } = state;
    const { S, weights, output } = compute(state);
    const rows = words.map((word) => `${word} asks`);
    const toggle = (may, i, j) => {
      const stop = String(at) === String([i, j]) ? 0 : -1;
      return `<td><button type="button" class="cell" data-cell="${[i, j]}" aria-pressed="${may}"
        aria-label="${words[i]} may look at ${words[j]}" tabindex="${stop}"></button></td>`;
    };
    const same = (name) => String(PRESETS[name](state)) === String(mask);
    return `
      <p class="controls">${Object.keys(PRESETS)
        .map(
          (name) =>
            `<button type="button" data-preset="${name}" aria-pressed="${same(name)}">${name}</button>`,
        )
        .join("")}</p>
      <div class="beside top">
        <div data-roving>${matrix({ title: "mask: who may look where", rows, columns: words, A: mask, cell: toggle })}</div>
        ${matrix({ title: "masked scores", rows, columns: words, A: S })}
        ${matrix({ title: "weights", rows, columns: words, A: weights, digits: 3, deepest: 1 })}
        ${matrix({ title: "outputs", rows, columns: features, A: output, colour: "z" })}
      </div>
      <p class="says">${means(state)}</p>`;
  },

  said: means,

  on: {
    click(state, { dataset: { cell, preset } }) {
      if (preset) return { mask: PRESETS[preset](state) };
      if (!cell) return undefined;
      const at = cell.split(",").map(Number);
      const turned = state.mask.map((row, i) => row.map((may, j) => may !== (String([i, j]) === cell)));
      return { at, mask: turned };
    },
    keydown({ at: [i, j], words: { length: n } }, { dataset }, event) {
      const way = dataset.cell && arrow(event);
      return way && { at: [clamp(i + way[1], 0, n - 1), clamp(j + way[0], 0, n - 1)] };
    },
  },
});
