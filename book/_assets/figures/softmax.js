// Chapter 2: scores become shares, at a temperature.
import { softmax } from "./attention.js";
import { define, range, share, show } from "./base.js";

const TEMPERATURES = [0.1, 0.2, 0.5, 1, 2, 5, 10];
const [LOW, HIGH] = [-6, 10];

const shares = ({ scores, heat }) => softmax(scores.map((score) => score / TEMPERATURES[heat]));

const row = (state, w, j) => {
  const { words, scores, heat } = state;
  const score = show(scores[j]);
  return `<tr><th scope="row">${words[j]}</th>
    <td class="steps"><button type="button" data-by="-1" data-word="${j}"
        aria-label="Lower the score of ${words[j]}"${scores[j] <= LOW ? ` aria-disabled="true"` : ""}></button>
      <span class="number">${score}</span>
      <button type="button" data-by="1" data-word="${j}"
        aria-label="Raise the score of ${words[j]}"${scores[j] >= HIGH ? ` aria-disabled="true"` : ""}></button></td>
    <td>${show(scores[j] / TEMPERATURES[heat])}</td>
    <td class="share"><span class="bar" style="--w:${w.toFixed(4)}"></span><span class="number">${share(w)}</span></td>
    <td>${show(w * (1 - w), 3)}</td></tr>`;
};

const means = (state) => {
  const w = shares(state);
  const most = Math.max(...w);
  const first = state.words.filter((_, j) => w[j] > most - 1e-12);
  const who =
    first.length === w.length
      ? "All have the same share"
      : `The largest share, ${share(most)}, goes to ${first.join(" and ")}`;
  return `At temperature ${TEMPERATURES[state.heat]}: ${who}.`;
};

// One word's score moved, or all of them together; nothing, if that would leave the range.
const moved = ({ scores }, by, word) => {
  const next = scores.map((score, j) => (word === undefined || j === Number(word) ? score + by : score));
  return next.every((score) => LOW <= score && score <= HIGH) && { scores: next };
};

export default define("moving-softmax", {
  start: ({ words, scores }) => ({ words, scores, first: scores, heat: TEMPERATURES.indexOf(1) }),

  view(state) {
    const { scores, heat } = state;
    const w = shares(state);
    const [lowest, highest] = [Math.min(...scores) <= LOW, Math.max(...scores) >= HIGH];
    return `
      <p class="controls">${range("heat", "temperature T", TEMPERATURES, heat)}</p>
      <div class="scroll"><table class="lines s"><caption>Scores, and the shares that softmax makes of them</caption>
        <thead><tr><td></td><th scope="col">score s</th><th scope="col">s&nbsp;/&nbsp;T</th>
          <th scope="col" class="left">share w</th><th scope="col">w&nbsp;(1&nbsp;−&nbsp;w)</th></tr></thead>
        <tbody>${w.map((one, j) => row(state, one, j)).join("")}</tbody></table></div>
      <p class="says">${means(state)}</p>
      <p class="controls">
        <button type="button" data-by="1"${highest ? ` aria-disabled="true"` : ""}>Add 1 to all scores</button>
        <button type="button" data-by="-1"${lowest ? ` aria-disabled="true"` : ""}>Take 1 from all</button>
        <button type="button" data-again>Start again</button></p>`;
  },

  said(state) {
    const w = shares(state);
    return `${means(state)} ${state.words.map((word, j) => `${word} ${share(w[j])}`).join(", ")}.`;
  },

  on: {
    input: (_, { name, value }) => name === "heat" && { heat: Number(value) },
    click(state, { dataset: { by, word, again } }) {
      if (again !== undefined) return { scores: state.first, heat: TEMPERATURES.indexOf(1) };
      return by && moved(state, Number(by), word);
    },
  },
});
