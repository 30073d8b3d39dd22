// Chapter 7: where every entry goes when features are split into heads, and when heads are put side by side.
import { combineHeads, pour, splitHeads } from "./attention.js";
import { arrow, choice, clamp, define } from "./base.js";

const WAYS = ["split X into heads", "combine heads into X"];

// Three lists of blocks with the same entries: what is given, the right result, and reshape's.
const blocks = ({ X, h, way }) => {
  const [n, d_model] = [X.length, X[0].length];
  const heads = splitHeads(X, h);
  if (way === WAYS[1]) {
    return { given: heads, right: [combineHeads(heads)], wrong: [pour(heads.flat(2), n, d_model)] };
  }
  const rows = pour(X.flat(), h * n, d_model / h);
  return { given: [X], right: heads, wrong: heads.map((_, i) => rows.slice(i * n, (i + 1) * n)) };
};

const find = (list, entry) => {
  for (const [i, block] of list.entries()) {
    for (const [p, row] of block.entries()) if (row.includes(entry)) return [i, p, row.indexOf(entry)];
  }
  return undefined;
};

// The entry that an arrow key leads to; beside the last column of a head stands the first one of the next.
const beside = (list, entry, [right, down]) => {
  const [i, p, c] = find(list, entry);
  const [n, width] = [list[0].length, list[0][0].length];
  const column = clamp(i * width + c + right, 0, list.length * width - 1);
  return list[Math.floor(column / width)][clamp(p + down, 0, n - 1)][column % width];
};

const where = ([i, p, c], several) =>
  several ? `head ${i}, row ${p}, feature ${c}` : `row ${p}, column ${c}`;

const means = (state) => {
  const { entry, words, h, X } = state;
  const { given, right, wrong } = blocks(state);
  const [from, to, by] = [given, right, wrong].map((list) => find(list, entry));
  const d_k = X[0].length / h;
  const split = state.way === WAYS[0];
  const [[i, p, c], [, , column]] = split ? [to, from] : [from, to]; // in the heads, and in X
  const other =
    String(to) === String(by)
      ? "Reshape alone leaves it there too"
      : `Reshape alone puts it into ${where(by, split)}`;
  const way = `from ${where(from, !split)} to ${where(to, split)}`;
  return `${entry} is feature ${column} of ${words[p]}. It goes ${way}: ${i} · ${d_k} + ${c} = ${column}. ${other}.`;
};

const drawn = (state, group, list, title) => {
  const d_k = state.X[0].length / state.h;
  const areHeads = (group === "given") === (state.way === WAYS[1]);
  const cell = (entry) => {
    const chosen = entry === state.entry;
    const stop = chosen ? 'tabindex="0" aria-current="true"' : 'tabindex="-1"';
    return `<td class="of${Math.floor((entry % 10) / d_k)}">
      <button type="button" class="cell" data-group="${group}" data-entry="${entry}" ${stop}>${entry}</button></td>`;
  };
  const named = (i, p) => (group !== "wrong" && i === 0 ? `<th scope="row">${state.words[p]}</th>` : "");
  const tables = list.map((block, i) => {
    const rows = block.map((row, p) => `<tr>${named(i, p)}${row.map(cell).join("")}</tr>`);
    return `<table class="entries">${areHeads ? `<caption>head ${i}</caption>` : ""}<tbody>${rows.join("")}</tbody></table>`;
  });
  return `<div class="group" role="group" aria-label="${title.replace(/<.*?>/g, "")}" data-roving>
    <p>${title}</p><div class="scroll blocks">${tables.join("")}</div></div>`;
};

export default define("moving-heads", {
  start: ({ words, d_model, h, entry }) => {
    const X = words.map((_, p) => [...Array(d_model).keys()].map((c) => 10 * p + c));
    return { words, X, h, entry, way: WAYS[0] };
  },

  view(state) {
    const { X, h, way } = state;
    const { given, right, wrong } = blocks(state);
    const [n, d_model] = [X.length, X[0].length];
    const numbers = X[0].map((_, c) => c + 1).filter((count) => d_model % count === 0);
    const shape = way === WAYS[0] ? [h, n, d_model / h] : [n, d_model];
    const [name, call] = way === WAYS[0] ? ["X", `split_heads(X, ${h})`] : ["H", "combine_heads(H)"];
    return `
      <div class="controls">${choice("way", WAYS, way, "What we do")}${choice("h", numbers.map(String), String(h), "heads")}</div>
      ${drawn(state, "given", given, `<b>${name}</b>`)}
      <div class="beside top">
        ${drawn(state, "right", right, `✓ <code>${call}</code>`)}
        ${drawn(state, "wrong", wrong, `✗ <code>${name}.reshape(${shape.join(", ")})</code>`)}
      </div>
      <p class="says">${means(state)}</p>`;
  },

  said: means,

  on: {
    input(_, { name, value }) {
      if (name === "way") return { way: value };
      return name === "h" && { h: Number(value) };
    },
    click: (_, { dataset: { entry } }) => entry && { entry: Number(entry) },
    keydown(state, { dataset: { group } }, event) {
      const way = group && arrow(event);
      return way && { entry: beside(blocks(state)[group], state.entry, way) };
    },
  },
});
