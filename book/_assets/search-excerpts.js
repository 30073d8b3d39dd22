// A search shows, of each page that it found, the words around the first hit. A formula stands in a page
// three times: to be seen, to be spoken, and as it was written. The first will do here. And what is there
// only for paper, the title and the contents once more, is no text of the page.
const whole = Search.htmlToText;
Search.htmlToText = (html, anchor) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll(".katex-mathml, .onlyprint").forEach((part) => part.remove());
  return whole(page.documentElement.outerHTML, anchor);
};
