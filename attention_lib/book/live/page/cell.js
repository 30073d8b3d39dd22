// A cell of the chapter that can be changed and run. All cells of a page share their variables.
import { Code } from "./code.js";
import { ask, onEnd } from "./python.js";

export class Cell extends Code {
  // `cells` are those of the page, from top to bottom; this one becomes the last of them.
  constructor(box, cells) {
    const name = `cell ${cells.length + 1}`;
    const page = location.pathname.split("/").pop().replace(/\.html$/, "") || "index";
    super(box.querySelector(".cell_input .highlight"), `${page}/${name}`, name);
    this.box = box;
    this.name = name;
    this.cells = cells;
    this.place = cells.push(this) - 1;
    this.ran = null; // the text with which it ran last, as long as its variables are those of that run
    onEnd(() => (this.ran = null));
    this.keys = { "Mod-Enter": () => this.run(), "Shift-Enter": () => this.run() };
    const run = this.button("Run", () => this.run());
    run.dataset.runs = "";
    this.editButton = this.button("Edit", () => this.edit());
    this.buttons.append(this.editButton, run, this.stop, this.resetButton);
    box.querySelector(".cell_input").append(this.buttons, this.status);
    box.append(this.output);
  }

  // This one may need the names of those further up. So these are run first, from the first one that has
  // not run or was changed since; and those further down will have to run again.
  async run() {
    const above = this.cells.slice(0, this.place);
    const stale = above.findIndex((cell) => cell.ran !== cell.text);
    const pieces = [...(stale < 0 ? [] : above.slice(stale)), this];
    const texts = pieces.map((cell) => cell.text);
    const result = await this.work((on) =>
      ask("run", { space: "page", pieces: pieces.map((cell, i) => ({ key: cell.name, name: cell.name, code: texts[i] })) }, on),
    );
    if (!result) return;
    this.box.querySelector(".cell_output")?.remove(); // what the book's build gave
    const last = pieces.findIndex((cell) => cell.name === result.last);
    for (const cell of this.cells.slice(pieces[0].place)) cell.ran = null;
    pieces.slice(0, last + (result.error ? 0 : 1)).forEach((cell, i) => (cell.ran = texts[i]));
    if (result.error && last >= 0 && pieces[last] !== this)
      this.say(
        `The code further up that begins with “${texts[last].trim().split("\n")[0]}” was run first, and stopped with an error.`,
      );
  }
}
