// A report comes from the very Python that runs a reader's code, so it is not trusted: it is built anew
// from what is on these lists. No script, no handler, no link and no picture can be among it.
const ELEMENTS = new Set(
  "br caption code details div em li p pre small strong summary table tbody td th thead tr ul".split(" "),
);
const STYLE = /^(background|border-collapse|cursor|display|flex-wrap|gap|margin|padding|text-align|text-decoration|white-space|width|caption-side)$/;
const VALUE = /^[\w\s.,%#-]*(?:rgba\([\d\s.,]+\))?$/;
const LINK = /“([^“”]+)” \(([\w-]+\.html#[\w.-]+)\)/; // where a report says to read on

export function clean(html) {
  const untrusted = new DOMParser().parseFromString(String(html), "text/html"); // runs and loads nothing
  const result = document.createDocumentFragment();
  copy(untrusted.body, result);
  return result;
}

function copy(from, into) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) into.append(...linked(node.data));
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const name = node.localName;
    if (!ELEMENTS.has(name)) continue;
    const element = document.createElement(name);
    if (node.className === "attention-report") element.className = "attention-report";
    if (node.title) element.title = node.title;
    for (const style of node.getAttribute("style")?.split(";") ?? []) {
      const [property, value] = style.split(":").map((part) => part.trim());
      if (STYLE.test(property) && VALUE.test(value ?? "")) element.style.setProperty(property, value);
    }
    copy(node, element);
    into.append(element);
  }
}

// chapter 1, “The wrong matrix turned” (01-scores.html#scores-wrong-side): a title, which becomes a link there.
function linked(text) {
  const found = LINK.exec(text);
  if (!found) return [text];
  const link = document.createElement("a");
  link.textContent = found[1];
  link.href = new URL(`../../${found[2]}`, import.meta.url);
  return [text.slice(0, found.index), "“", link, "”", text.slice(found.index + found[0].length)];
}
