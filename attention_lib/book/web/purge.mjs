// Reads a task as JSON from standard input and writes the style sheets without the rules that nothing uses.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { packages, content, sheets, safe } = JSON.parse(await text(process.stdin));
const { PurgeCSS } = createRequire(`${packages}/`)("purgecss");
// In a page only what stands in tags names classes. Else the word "table" in a sentence would keep all
// rules for tables.
const html = (page) => page.replace(/>[^<]*</g, "><").match(/[\w-]+/g) ?? [];
const results = await new PurgeCSS().purge({
  content,
  css: sheets.map((raw) => ({ raw })),
  safelist: safe,
  extractors: [{ extractor: html, extensions: ["html"] }],
  keyframes: true,
});
process.stdout.write(JSON.stringify(results.map((result) => result.css)));
