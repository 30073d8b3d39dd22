// Chapter 4: one word asks, and its output is put together from the values.
import { attention, dot, scaledScores } from "./attention.js";
import { arrowTo, choice, define, range, shaft, share, show, vector } from "./base.js";

const LENGTHS = [0, 0.5, 1, 2, 4, 8, 16];
const UNIT = 58; // of the drawing, to one of the plane

const read = ({ Q, K, V, asks, length }) => {
  const q = Q[asks].map((entry) => LENGTHS[length] * entry);
  const { output, weights } = attention([q], K, V);
  const parts = V.map((v, j) => v.map((entry) => weights[0][j] * entry));
  return {
    q,
    scores: K.map((k) => dot(q, k)),
    scaled: scaledScores([q], K)[0],
    w: weights[0],
    parts,
    z: output[0],
  };
};

const row = ({ words, K, V }, { scores, scaled, w, parts }, j) => `<tr><th scope="row">${words[j]}</th>
  <td class="k">${vector(K[j])}</td><td>${show(scores[j])}</td><td>${show(scaled[j])}</td>
  <td class="share"><span class="bar" style="--w:${w[j].toFixed(4)}"></span><span class="number">${share(w[j])}</span></td>
  <td class="v">${vector(V[j])}</td><td>${vector(parts[j])}</td></tr>`;

// The shares of the values, each arrow beginning where the one before ends, and the output from start to end.
const plane = ({ words, V, features }, { parts, z }) => {
  const [width, height] = [0, 1].map((c) => UNIT * Math.max(...V.map((v) => v[c]), 1) + 24);
  const at = ([x, y]) => [UNIT * x, -UNIT * y];
  let end = [0, 0];
  const chain = parts.map((part) => {
    const from = end;
    end = end.map((entry, c) => entry + part[c]);
    return arrowTo(at(from), at(end));
  });
  const corners = V.map((v, j) => {
    const [x, y] = at(v);
    const place = x > width - 60 ? `x="${x}" y="${y - 9}" text-anchor="end"` : `x="${x + 9}" y="${y + 4}"`;
    return `<circle cx="${x}" cy="${y}" r="4"/><text ${place}>${words[j]}</text>`;
  });
  return `<svg class="hull" viewBox="-22 ${-height} ${width + 26} ${height + 26}" aria-hidden="true">
    ${shaft([0, 0], [width, 0], "axis")}${shaft([0, 0], [0, -height], "axis")}
    <g class="names"><text x="${width}" y="17" text-anchor="end">${features[0]}</text>
    <text transform="translate(-8 ${-height}) rotate(-90)" text-anchor="end">${features[1]}</text></g>
    <g class="v"><polygon points="${V.map(at).join(" ")}"/>${chain.join("")}</g>
    <g class="z">${arrowTo([0, 0], at(z))}</g><g class="v">${corners.join("")}</g></svg>`;
};

const means = (state) => {
  const { words, asks } = state;
  const { w, z } = read(state);
  const mixture = words.map((word, j) => `${share(w[j])} of ${word}`).join(", ");
  return `${words[asks]} reads ${mixture}. Its output is ${vector(z)}.`;
};

export default define("moving-sentence", {
  start: ({ words, Q, K, V, features, asks }) => ({
    words,
    Q,
    K,
    V,
    features,
    asks,
    length: LENGTHS.indexOf(1),
  }),

  view(state) {
    const found = read(state);
    const { words, asks, length } = state;
    return `
      <div class="controls">${choice("asks", words, words[asks], "Who asks?")}
        ${range("length", "query ×", LENGTHS, length, "")}</div>
      <div class="scroll"><table class="lines s">
        <caption>${words[asks]} asks with the query <span class="q">${vector(found.q)}</span></caption>
        <thead><tr><td></td><th scope="col">key</th><th scope="col">score</th><th scope="col">÷&nbsp;√${state.K[0].length}</th>
        <th scope="col" class="left">weight</th><th scope="col">value</th><th scope="col">weight × value</th></tr></thead>
        <tbody>${words.map((_, j) => row(state, found, j)).join("")}</tbody>
        <tfoot><tr><th scope="row">sum</th><td></td><td></td><td></td>
          <td class="share"><span class="number">${show(found.w.reduce((sum, one) => sum + one))}</span></td>
          <td></td><td><b>${vector(found.z)}</b></td></tr></tfoot></table></div>
      <div class="beside">${plane(state, found)}<p class="says">${means(state)}</p></div>`;
  },

  said: means,

  on: {
    input({ words }, { name, value }) {
      if (name === "asks") return { asks: words.indexOf(value) };
      return name === "length" && { length: Number(value) };
    },
  },
});
