// A cell of the chapter that can be changed and run. All cells of a page share their variables.
import { Code } from "./code.js";
import { ask, onEnd } from "./python.js";

let number = 0;

export class Cell extends Code {
  constructor(box, above) {
    const name = `cell ${++number}`;
    const page = location.pathname.split("/").pop().replace(/\.html$/, "") || "index";
    super(box.querySelector(".cell_input .highlight"), `${page}/${name}`, name);
    this.box = box;
    this.name = name;
    this.above = [...above];
    this.below = [];
    for (const cell of above) cell.below.push(this);
    this.hasRun = false;
    onEnd(() => (this.hasRun = false)); // with Python its variables end
    this.keys = { "Mod-Enter": () => this.run(), "Shift-Enter": () => this.run() };
    const run = this.button("Run", () => this.run());
    run.dataset.runs = "";
    this.editButton = this.button("Edit", () => this.edit());
    this.buttons.append(this.editButton, run, this.stop, this.resetButton);
    box.querySelector(".cell_input").append(this.buttons, this.status);
    box.append(this.output);
  }

  changed() {
    super.changed();
    this.forget();
  }

  reset() {
    super.reset();
    this.forget();
  }

  // What this cell and those below computed before does not hold any more.
  forget() {
    for (const cell of [this, ...this.below]) cell.hasRun = false;
  }

  // Cells further up that have not run as they stand are run first: this one may need their names.
  async run() {
    this.forget();
    const pieces = [...this.above.filter((cell) => !cell.hasRun), this];
    const result = await this.work((on) =>
      ask("run", { space: "page", pieces: pieces.map((cell) => ({ key: cell.name, name: cell.name, code: cell.text })) }, on),
    );
    if (!result) return;
    this.box.querySelector(".cell_output")?.remove(); // what the book's build gave
    const last = pieces.findIndex((cell) => cell.name === result.last);
    for (const cell of pieces.slice(0, last + (result.error ? 0 : 1))) cell.hasRun = true;
    if (result.error && last >= 0 && pieces[last] !== this)
      this.say(`${pieces[last].name} further up, which was run first, stopped with an error.`);
  }
}
