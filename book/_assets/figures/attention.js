// The mathematics of Part I, as attention_lib has it, for the figures that move. Matrices are arrays of rows.

export const dot = (q, k) => q.reduce((sum, entry, c) => sum + entry * k[c], 0);

export const transpose = (A) => A[0].map((_, c) => A.map((row) => row[c]));

export const matmul = (A, B) => {
  const columns = transpose(B);
  return A.map((row) => columns.map((column) => dot(row, column)));
};

export const scores = (Q, K) => Q.map((q) => K.map((k) => dot(q, k)));

export const scaledScores = (Q, K) => {
  const root = Math.sqrt(K[0].length);
  return scores(
    Q.map((q) => q.map((entry) => entry / root)),
    K,
  );
};

// Shares of one row. A score of -Infinity gets 0; where there is nothing else, all get 0.
export const softmax = (row) => {
  const largest = Math.max(...row);
  const exps = row.map((score) => Math.exp(score - (largest === -Infinity ? 0 : largest)));
  const total = exps.reduce((sum, exp) => sum + exp, 0);
  return exps.map((exp) => exp / (total || 1));
};

// A mask says true where a query (row) may look at a key (column).
export const masked = (S, mask) => S.map((row, i) => row.map((score, j) => (mask[i][j] ? score : -Infinity)));

export const attention = (Q, K, V, mask) => {
  const S = scaledScores(Q, K);
  const weights = (mask ? masked(S, mask) : S).map(softmax);
  return { output: matmul(weights, V), weights };
};

const places = (n) => [...Array(n).keys()];

export const causalMask = (n) => places(n).map((i) => places(n).map((j) => j <= i));

export const paddingMask = (length, n) => places(n).map(() => places(n).map((j) => j < length));

export const splitHeads = (X, h) => {
  const d_k = X[0].length / h;
  return places(h).map((i) => X.map((row) => row.slice(i * d_k, (i + 1) * d_k)));
};

export const combineHeads = (H) => H[0].map((_, p) => H.flatMap((head) => head[p]));

// What `reshape` does: the entries keep their order, row by row, and are poured into other boxes.
export const pour = (entries, rows, columns) =>
  places(rows).map((p) => entries.slice(p * columns, (p + 1) * columns));

export const multiHead = (X, { W_q, W_k, W_v, W_o }, h, mask) => {
  const [Q, K, V] = [W_q, W_k, W_v].map((W) => matmul(X, W));
  const [Qs, Ks, Vs] = [Q, K, V].map((A) => splitHeads(A, h));
  const heads = places(h);
  const raw = heads.map((i) => scores(Qs[i], Ks[i]));
  const scaled = heads.map((i) => scaledScores(Qs[i], Ks[i]));
  const read = heads.map((i) => attention(Qs[i], Ks[i], Vs[i], mask));
  const Zs = read.map(({ output }) => output);
  const Z = combineHeads(Zs);
  const weights = read.map((head) => head.weights);
  return { Q, K, V, Qs, Ks, Vs, scores: raw, scaled, weights, Zs, Z, output: matmul(Z, W_o) };
};

export const entropy = (w) => -w.reduce((sum, share) => sum + (share > 0 ? share * Math.log(share) : 0), 0);

// The size of the derivatives of the weights of q by its entries: w_i / a (k_i - sum_j w_j k_j).
export const gradientSize = (w, K, a) => {
  const [read] = matmul([w], K);
  const squares = K.map((k, i) =>
    k.reduce((sum, entry, c) => sum + ((w[i] / a) * (entry - read[c])) ** 2, 0),
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
};
