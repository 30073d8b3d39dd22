"""Self-check questions: choose an answer, then see why each answer is right or wrong.

A question is written as a task list; the box of the right answer is ticked, and below each answer
stands why it is right or wrong:

    :::{question} Every score of a query is made larger by 5. What becomes of its shares?
    - [x] Nothing.

      The factor $e^5$ stands above and below the line, and cancels.
    - [ ] Each grows by the factor $e^5$.

      Then they would no longer sum to 1.
    :::

Without JavaScript, and in print, all answers are there to be read: folded on a screen, open on paper.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from docutils import nodes  # type: ignore[import-untyped]
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


# How formulas sound, roughly: what is not replaced by a word is left as a letter or a sign.
SOUNDS = {r"\\sqrt": " root of ", r"\^\\top": " transposed", r"\^": " to the power of ", r"\\cdot": " times ",
          r"\\(text|mathrm|operatorname)": " ", r"[\\{}_,]": " "}  # fmt: skip


class question(nodes.General, nodes.Element):  # type: ignore[misc]
    """The whole: the task, the choices, and the answers to them, in the same order."""


class task(nodes.General, nodes.TextElement):  # type: ignore[misc]
    """What is asked."""


class choices(nodes.General, nodes.Element):  # type: ignore[misc]
    """All there is to choose from."""


class choice(nodes.General, nodes.TextElement):  # type: ignore[misc]
    """One answer that can be chosen."""


class answers(nodes.General, nodes.Element):  # type: ignore[misc]
    """Why each choice is right or wrong."""


class answer(nodes.General, nodes.Element):  # type: ignore[misc]
    """Why one choice is right or wrong."""


class Question(SphinxDirective):
    """The directive `question`: the task as its argument, the answers as a task list."""

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Read one question; an incomplete one fails the build."""
        items = self._items()
        ticked = [
            bool(box.next_node(lambda node: is_box(node) and "checked=" in node.astext())) for box in items
        ]
        if len(items) < 2 or sum(ticked) != 1:
            raise self.error(f"A question needs two answers or more, one of them ticked: {self.arguments[0]}")
        if bare := [item.astext() for item in items if len(item) < 2]:
            raise self.error(f"No reason is given for this answer, in a paragraph of its own: {bare[0]}")
        text, messages = self.state.inline_text(self.arguments[0], self.lineno)
        number = self.env.new_serialno("question")
        asked = task(self.arguments[0], "", *text)
        self.set_source_info(asked)
        offered, explained = choices(), answers()
        for place, (item, right) in enumerate(zip(items, ticked, strict=True)):
            paragraph, *reasons = item.children
            words = [node for node in paragraph.children if not is_box(node)]
            offered += choice(paragraph.rawsource, "", *words, group=f"question-{number}", place=place)
            offered[-1].source, offered[-1].line = paragraph.source, paragraph.line
            explained += answer("", *reasons, place=place, right=right)
        return [question("", asked, offered, explained, ids=[f"question-{number}"]), *messages]

    def _items(self) -> list[nodes.list_item]:
        """Return the items of the task list, which is all that a question may hold."""
        body = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, body)
        found = [child for child in body.children if isinstance(child, nodes.bullet_list)]
        if len(body) != 1 or len(found) != 1:
            raise self.error(f"The answers to a question are one task list: {self.arguments[0]}")
        items: list[nodes.list_item] = found[0].children
        if not all(any(map(is_box, item.findall())) for item in items):
            raise self.error(f"An answer has no box, [ ] or [x]: {self.arguments[0]}")
        return items


def is_box(node: nodes.Node) -> bool:
    """Say whether a node is the box at the beginning of an item of a task list."""
    return isinstance(node, nodes.raw) and "task-list-item-checkbox" in node.astext()


def aloud(text: nodes.TextElement) -> str:
    """Return a text with its formulas in words.

    Browsers leave MathML out when they compute the name of a control.

    Examples
    --------
    >>> aloud(nodes.paragraph("", "", nodes.Text("by "), nodes.math("", "x^{d_k}")))
    'by x to the power of d k'
    """
    parts = []
    for part in text.findall(nodes.Text):
        words = str(part)
        if isinstance(part.parent, nodes.math):
            for sign, sound in SOUNDS.items():
                words = re.sub(sign, sound, words)
        parts.append(words)
    return " ".join("".join(parts).split())


def named(text: nodes.TextElement) -> dict[str, str]:
    """Return the attribute that a control with this text needs: none if it has no formulas."""
    return {"aria-label": aloud(text)} if text.next_node(nodes.math) else {}


def connect(app: Sphinx) -> None:
    """Register the directive, and what it looks like in HTML."""
    app.add_directive("question", Question)
    app.add_node(question, html=(visit_question, depart_question))
    app.add_node(task, html=(visit_task, depart_task))
    app.add_node(choices, html=(visit_choices, depart_choices))
    app.add_node(choice, html=(visit_choice, depart_choice))
    app.add_node(answers, html=(visit_answers, depart_answers))
    app.add_node(answer, html=(visit_answer, depart_answer))
    app.connect("html-page-context", add_assets)


def add_assets(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Have a page with questions load what they need, and no other page."""
    if doctree and doctree.next_node(question):
        app.add_css_file("questions.css")
        app.add_js_file("questions.js", type="module")


# No <form> around it: without JavaScript there is nobody to send it to.
def visit_question(translator: HTML5Translator, node: question) -> None:
    """Open a question, and the group of its choices."""
    group = translator.starttag(node[0], "fieldset", **named(node[0]))
    translator.body.append(translator.starttag(node, "div", CLASS="question") + group)


def depart_question(translator: HTML5Translator, node: question) -> None:
    """Close a question."""
    translator.body.append("</div>\n")


def visit_task(translator: HTML5Translator, node: task) -> None:
    """Open what is asked, which is the name of the group."""
    translator.body.append("<legend>")


def depart_task(translator: HTML5Translator, node: task) -> None:
    """Close what is asked."""
    translator.body.append("</legend>\n")


def visit_choices(translator: HTML5Translator, node: choices) -> None:
    """Open the choices."""
    translator.body.append('<ol class="choices">\n')


def depart_choices(translator: HTML5Translator, node: choices) -> None:
    """Close the choices and their group; the button is shown by the script that it needs."""
    translator.body.append('</ol>\n</fieldset>\n<button type="button" hidden>Answer</button>\n')


def visit_choice(translator: HTML5Translator, node: choice) -> None:
    """Open a choice."""
    what = {"type": "radio", "name": node["group"], "value": str(node["place"])}
    button = translator.emptytag(node, "input", "", **what, **named(node))
    translator.body.append(f"<li><label>{button}<span>")


def depart_choice(translator: HTML5Translator, node: choice) -> None:
    """Close a choice."""
    translator.body.append("</span></label></li>\n")


def visit_answers(translator: HTML5Translator, node: answers) -> None:
    """Open the answers, folded."""
    translator.body.append('<details><summary>All answers</summary>\n<ol class="answers">\n')


def depart_answers(translator: HTML5Translator, node: answers) -> None:
    """Close the answers."""
    translator.body.append("</ol>\n</details>\n")


def visit_answer(translator: HTML5Translator, node: answer) -> None:
    """Open an answer with its verdict in words; its letter is that of its choice, whatever becomes of others."""
    kind, verdict = ("right", "Right.") if node["right"] else ("wrong", "No.")
    translator.body.append(f'<li class="{kind}" value="{node["place"] + 1}"><strong>{verdict}</strong> ')


def depart_answer(translator: HTML5Translator, node: answer) -> None:
    """Close an answer."""
    translator.body.append("</li>\n")
