// Run by node when the book is built: `node compile.mjs PYODIDE FOLDER` has compiled_modules.py, run by
// the very Python that will run in the page, compile what that Python reads when it starts.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: pyodide + path.sep });
const names = ["python_stdlib.zip", "numpy.zip", "course.zip"];
for (const name of names) python.FS.writeFile(`/tmp/${name}`, fs.readFileSync(path.join(folder, name)));
try {
  python.runPython(fs.readFileSync(new URL("compiled_modules.py", import.meta.url), "utf8"));
} catch (error) {
  console.error(error.message); // alone: node would print a megabyte of Pyodide with it
  process.exit(1);
}
for (const name of names) fs.writeFileSync(path.join(folder, name), python.FS.readFile(`/tmp/${name}`));
