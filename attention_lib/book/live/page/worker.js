// Python, in a worker of its own, so that the page stays alive whatever a reader's code does.
// It gets tasks and gives, for each, its output as it comes, and in the end what came of it.
import { loadPyodide } from "./pyodide.mjs";

const here = new URL("./", import.meta.url);

// Unpacked while it arrives; a server that declares .gz an encoding has had it unpacked already.
async function unpacked(response, type) {
  const reader = response.body.getReader();
  const first = await reader.read();
  const isPacked = first.value?.[0] === 0x1f && first.value?.[1] === 0x8b;
  let stream = new ReadableStream({
    start: (into) => (first.done ? into.close() : into.enqueue(first.value)),
    pull: async (into) => {
      const { done, value } = await reader.read();
      if (done) into.close();
      else into.enqueue(value);
    },
  });
  if (isPacked) stream = stream.pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream, { headers: { "Content-Type": type } });
}

let loaded = 0;
function counted(response, total) {
  let last = 0;
  const counter = new TransformStream({
    transform(chunk, into) {
      loaded += chunk.byteLength;
      if (performance.now() - last > 100) {
        last = performance.now();
        postMessage({ kind: "progress", loaded, total });
      }
      into.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(counter));
}

async function start() {
  const sizes = await (await fetch(new URL("files.json", here))).json();
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  const get = async (name, type = "application/octet-stream") => {
    const response = await fetch(new URL(`${name}.gz`, here));
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return unpacked(counted(response, total), type);
  };
  // All at once: none waits for another.
  const parts = {
    script: get("pyodide.asm.js", "text/javascript"),
    wasm: get("pyodide.asm.wasm", "application/wasm"),
    lock: get("pyodide-lock.json").then((response) => response.blob()),
    stdlib: get("python_stdlib.zip").then((response) => response.blob()),
    numpy: get("numpy.zip").then((response) => response.arrayBuffer()),
    course: get("course.zip").then((response) => response.arrayBuffer()),
  };
  await import(URL.createObjectURL(await (await parts.script).blob()));
  const fetchElsewhere = self.fetch; // Pyodide asks for this file by its plain name
  self.fetch = (what, how) =>
    String(what?.url ?? what).endsWith("pyodide.asm.wasm") ? parts.wasm : fetchElsewhere(what, how);
  const python = await loadPyodide({
    indexURL: here.href,
    stdLibURL: URL.createObjectURL(await parts.stdlib),
    lockFileURL: URL.createObjectURL(await parts.lock),
    stdout: () => {}, // what Python code prints goes another way: session.py
    stderr: () => {},
  });
  self.fetch = fetchElsewhere;
  for (const archive of [parts.numpy, parts.course])
    python.unpackArchive(await archive, "zip", { extractDir: "/lib/python3.11/site-packages" });
  const session = python.pyimport("page_session");
  session.prepare();
  postMessage({ kind: "ready" });
  return session;
}

let session;
onmessage = async ({ data: { id, name, input } }) => {
  try {
    session ??= start();
    const emit = (text) => postMessage({ kind: "output", id, text });
    const result = (await session)[name](JSON.stringify(input), emit);
    postMessage({ kind: "done", id, result: JSON.parse(result) });
  } catch (error) {
    // Python itself has ended: nothing that a program does in the ordinary way leads here.
    postMessage({ kind: "broken", id, why: String(error?.message ?? error) });
  }
};
