// An exercise: run it, check it, get a hint, see the solution, take it home.
import { Code } from "./code.js";
import { ask } from "./python.js";
import { keep, kept } from "./store.js";
import { asNotebook, download } from "./download.js";

export class Exercise extends Code {
  constructor(box) {
    const { problem, page } = box.dataset;
    super(box.querySelector(".live-stub"), `${page}/${problem}`, `exercise ${problem}`);
    this.box = box;
    this.problem = problem;
    this.keys = { "Mod-Enter": () => this.run(), "Shift-Enter": () => this.run() };
    this.hints = [...box.querySelectorAll("details.live-hint")];
    this.solution = box.querySelector("details.live-solution");
    this.runButton = this.button("Run", () => this.run());
    this.checkButton = this.button("Check", () => this.check(), { className: "live-first" });
    for (const button of [this.runButton, this.checkButton]) button.dataset.runs = "";
    this.editButton = this.button("Edit", () => this.edit());
    this.hintButton = this.button("Hint", () => this.hint());
    this.solutionButton = this.button("Solution", () => this.showSolution());
    this.buttons.append(
      this.editButton,
      this.runButton,
      this.checkButton,
      this.stop,
      this.hintButton,
      this.solutionButton,
      this.resetButton,
      this.button("Save as .py", () => download(`${problem}.py`, this.text, "text/x-python")),
      this.button("Save as notebook", () =>
        download(`${problem}.ipynb`, asNotebook(problem, this.text), "application/x-ipynb+json"),
      ),
    );
    this.block.after(this.buttons, this.status, ...this.hints, this.solution, this.output);
    this.shown = 0;
    for (const hint of this.hints) hint.hidden = true;
    this.solution.hidden = true;
    this.solutionButton.hidden = kept(`${this.key}/tried`) === null;
    this.hintButton.hidden = this.hints.length === 0;
  }

  run() {
    return this.work((on) =>
      ask("run", { space: `${this.key}/${Date.now()}`, pieces: [{ key: this.key, name: this.problem, code: this.text }] }, on),
    );
  }

  async check() {
    const result = await this.work((on) =>
      ask("check", { problem: this.problem, name: this.problem, code: this.text, seed: this.seed }, on),
    );
    if (!result) return;
    keep(`${this.key}/tried`, "yes");
    this.solutionButton.hidden = false;
    if (result.report) this.say(result.passed ? "Checked: all points. Well done." : "Checked: not right yet; the report says why.");
  }

  hint() {
    const hint = this.hints[this.shown];
    if (!hint) return;
    this.shown += 1;
    hint.hidden = false;
    hint.open = true;
    if (this.shown === this.hints.length) this.hintButton.disabled = true;
    hint.querySelector("summary").focus();
  }

  showSolution() {
    this.solution.hidden = false;
    this.solution.open = true;
    this.solutionButton.hidden = true;
    this.solution.querySelector("summary").focus();
  }
}
