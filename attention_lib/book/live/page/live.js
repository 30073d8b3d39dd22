// What a page with live parts loads at once: buttons, and what was typed here before. The editor and
// Python are loaded when the reader first asks for them.
import { Cell } from "./cell.js";
import { Exercise } from "./exercise.js";

const cells = [];
for (const box of document.querySelectorAll("div.cell.tag_live")) new Cell(box, cells);
for (const box of document.querySelectorAll("section.live-exercise")) new Exercise(box);
