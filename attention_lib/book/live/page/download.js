// What was typed, as a file.
import { element } from "./code.js";

export function download(name, text, type) {
  const href = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}

// A notebook that has the code and, below it, the check.
export function asNotebook(problem, text) {
  const cell = (source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source });
  return JSON.stringify({
    cells: [cell(text), cell(`from attention_lib import check\n\ncheck(${problem})`)],
    metadata: { kernelspec: { display_name: "Python 3", language: "python", name: "python3" } },
    nbformat: 4,
    nbformat_minor: 4,
  });
}
