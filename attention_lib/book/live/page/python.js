// The page's Python: one worker, started when it is first asked for something, replaced when it is stopped.

const supported = "DecompressionStream" in self && "WebAssembly" in self && "BigInt64Array" in self;
const OLD = "This browser is too old to run Python in the page: it takes Chrome 80, Firefox 114, Safari 16.4 or later.";
const BROKEN = "Python ended, most likely because it ran out of memory or a function called itself without end. What you typed is kept, and the next Run starts Python anew.";
const UNREACHABLE = "Python could not be loaded. Is this computer offline? What you typed is kept; press the button again to try again.";

let worker = null;
let isReady = false;
let number = 0;
const tasks = new Map();

function start() {
  isReady = false;
  worker = new Worker(new URL(`${PYTHON}/worker.js`, import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.kind === "ready") isReady = true;
    if (data.kind === "progress" || data.kind === "ready") {
      for (const task of tasks.values()) task.onProgress(data);
      return;
    }
    const task = tasks.get(data.id);
    if (!task) return;
    if (data.kind === "output") return task.onOutput(String(data.text));
    tasks.delete(data.id);
    if (data.kind === "done") return task.resolve(data.result);
    console.warn(data.why);
    end(isReady ? BROKEN : UNREACHABLE);
    task.resolve({ error: { said: isReady ? BROKEN : UNREACHABLE, trace: "" } });
  };
  worker.onerror = (event) => {
    event.preventDefault();
    end(isReady ? BROKEN : UNREACHABLE);
  };
}

// Whatever is running ends, and so do all variables.
export function end(why) {
  worker?.terminate();
  worker = null;
  for (const task of tasks.values()) task.resolve({ error: { said: why, trace: "" } });
  tasks.clear();
  for (const listener of ended) listener();
}

const ended = [];
export const onEnd = (listener) => ended.push(listener);

// Ask for one of session.py's functions; the promise is always kept, with what is to be shown.
export function ask(name, input, { onProgress, onOutput }) {
  if (!supported) return Promise.resolve({ error: { said: OLD, trace: "" } });
  if (!worker) start();
  return new Promise((resolve) => {
    const id = ++number;
    tasks.set(id, { resolve, onProgress, onOutput });
    if (!isReady) onProgress({ kind: "progress", loaded: 0, total: 0 });
    worker.postMessage({ id, name, input });
  });
}
