// Code that can be edited and run: a block of text that turns into an editor, buttons, and a place for
// what comes out. `Cell` and `Exercise` say what running means.
import { end } from "./python.js";
import { clean } from "./report.js";
import { keep, kept } from "./store.js";

export const LONGEST = 100_000; // characters of code; a pasted novel would only make the page slow
const MOST_SHOWN = 300_000; // characters of output
const PATIENCE = 20_000; // milliseconds of running after which Stop is pointed out
const STILL = "It is still running. A loop may never end: Stop ends it, and what you typed is kept.";
const STOPPED = "Stopped. What you typed is kept, and the next Run starts Python anew.";
const KEEPING_FAILS = "This browser keeps nothing for this page, so what you type is gone after a reload: download it.";

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export class Code {
  // `block` holds the code as the page shows it; `key` says under which name it is kept.
  constructor(block, key, label) {
    this.block = block;
    this.key = key;
    this.label = label;
    this.original = block.querySelector("pre").textContent.replace(/\n$/, "");
    this.status = element("p", { className: "live-status" });
    this.status.setAttribute("role", "status");
    this.output = element("div", { className: "live-output", hidden: true });
    this.output.setAttribute("role", "group");
    this.output.setAttribute("aria-label", `Output of ${label}`);
    this.buttons = element("div", { className: "live-buttons" });
    this.buttons.setAttribute("role", "group");
    this.buttons.setAttribute("aria-label", `Buttons of ${label}`);
    this.stop = this.button("Stop", () => end(STOPPED));
    this.stop.hidden = true;
    this.resetButton = this.button("Reset", () => this.reset());
    const before = kept(key);
    if (before !== null && before !== this.original) this.showPlain(before);
    this.offerReset();
    block.addEventListener("pointerenter", () => import("./editor.js"), { once: true });
    block.addEventListener("click", (event) => {
      if (!this.editor && !event.target.closest("button")) this.edit({ x: event.clientX, y: event.clientY });
    });
  }

  button(name, onClick, properties = {}) {
    const made = element("button", { type: "button", textContent: name, ...properties });
    made.addEventListener("click", onClick);
    return made;
  }

  get text() {
    return this.editor ? this.editor.text : (this.plain ?? this.original);
  }

  // Kept text, until somebody edits it.
  showPlain(text) {
    this.plain = text;
    this.block.querySelector("pre").textContent = text;
  }

  async edit(at) {
    this.opening ??= this.open();
    await this.opening;
    if (!this.editor) return;
    const place = at && this.editor.view.posAtCoords(at);
    if (at && place !== null) this.editor.view.dispatch({ selection: { anchor: place } });
    this.editor.focus();
  }

  async open() {
    try {
      const { edit } = await import("./editor.js");
      const parent = element("div", { className: "live-editor" });
      this.editor = edit({
        parent,
        text: this.text,
        label: `${this.label}, editor. Escape, then Tab, leaves it.`,
        longest: LONGEST,
        onChange: () => this.changed(),
        onRefused: (length) =>
          this.say(
            `That would make ${(length / 1e6).toFixed(1)} million characters, and ${LONGEST.toLocaleString("en")} are the limit here. Your code is as it was.`,
          ),
        keys: this.keys ?? {},
      });
      this.block.replaceChildren(parent);
      this.editButton?.remove();
    } catch {
      this.opening = null;
      this.say("The editor could not be loaded. Is this computer offline?");
    }
  }

  offerReset() {
    this.resetButton.hidden = this.text === this.original;
  }

  changed() {
    this.offerReset();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 200);
    addEventListener("pagehide", () => this.save(), { once: true });
  }

  save() {
    if (!keep(this.key, this.text === this.original ? null : this.text)) this.say(KEEPING_FAILS);
  }

  reset() {
    if (this.editor) this.editor.text = this.original;
    else this.showPlain(this.original);
    this.save();
    this.offerReset();
    (this.editor ?? this.buttons.querySelector("button:not([hidden])")).focus(); // the button is gone
    this.say(this.editor ? "As it was. Ctrl+Z in the editor brings your text back." : "As it was.");
  }

  say(text) {
    this.status.textContent = text;
  }

  // From now on it is the reader's code that takes the time.
  runs() {
    this.say("Running …");
    this.waiting = setTimeout(() => this.say(STILL), PATIENCE);
  }

  // Do something with Python, showing how far it is, what it prints, and what came of it.
  async work(task) {
    if (this.isWorking) return;
    this.isWorking = true;
    this.setBusy(true);
    this.output.replaceChildren();
    this.output.hidden = true;
    this.runs();
    let printed;
    let length = 0;
    const result = await task({
      onProgress: ({ kind, loaded, total }) => {
        if (kind === "ready") return this.runs();
        clearTimeout(this.waiting);
        if (total && loaded >= total) return this.say("Starting Python …");
        const share = total ? ` ${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB` : "";
        this.say(`Loading Python, once for this book:${share} …`);
      },
      onOutput: (text) => {
        if ((length += text.length) > MOST_SHOWN) return end(STOPPED); // Python cuts it sooner, if left alone
        this.output.hidden = false;
        if (!printed) this.output.append((printed = element("pre")));
        printed.append(text); // as text: nothing that is printed becomes part of the page
      },
    });
    clearTimeout(this.waiting);
    this.isWorking = false;
    this.setBusy(false);
    this.show(result ?? {});
    return result;
  }

  setBusy(isBusy) {
    const buttons = [...this.buttons.querySelectorAll("button[data-runs]")];
    // Not `disabled`, which would take the keyboard's place in the page away.
    for (const button of buttons) button.setAttribute("aria-disabled", isBusy);
    if (document.activeElement === this.stop) buttons[0].focus();
    this.stop.hidden = !isBusy;
  }

  show({ error, value, report }) {
    if (value !== undefined) this.output.append(element("pre", {}, String(value)));
    if (report) this.output.append(clean(report));
    if (error?.trace) this.output.append(element("pre", { className: "live-trace" }, String(error.trace)));
    this.output.hidden = !this.output.hasChildNodes();
    if (error) this.say(String(error.said || "It stopped with an error."));
    else this.say(this.output.hidden ? "Done; there is nothing to show." : "Done.");
  }
}
