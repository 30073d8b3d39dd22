// Writes the start of a moving figure as HTML. The folder of the figures is the argument, and on standard
// input comes {"kind": ..., "data": ...}.
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

const load = (name) => import(pathToFileURL(`${process.argv[2]}/${name}.js`));
const { kind, data } = JSON.parse(await text(process.stdin));
const { markup, read } = await load("base");
const { default: figure } = await load(kind);
process.stdout.write(markup(figure, figure.start(read(JSON.stringify(data)))));
