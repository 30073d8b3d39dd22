"""The directive `live-exercise`: a task that is solved and checked in the page.

```
::::{live-exercise} softmax
Write `softmax(scores, axis=-1)`. ...

:::{hint}
What does exp do to a thousand?
:::
::::
```

Stub, example and solution are those of the page's notebook in `solutions/`, so that page and notebook
ask for the same thing.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes  # type: ignore[import-untyped]
from docutils.statemachine import StringList  # type: ignore[import-untyped]
from sphinx.util.docutils import SphinxDirective

from attention_lib.book.live.notebook import Missing, read

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


class live_exercise(nodes.General, nodes.Element):  # type: ignore[misc]
    """The whole exercise."""


class folded(nodes.General, nodes.Element):  # type: ignore[misc]
    """What is folded until the reader opens it, under a `title`."""


def connect(app: Sphinx) -> None:
    """Register the directive and its nodes."""
    app.add_directive("live-exercise", LiveExercise)
    app.add_node(live_exercise, html=(open_exercise, close_exercise))
    app.add_node(folded, html=(open_folded, close_folded))


class LiveExercise(SphinxDirective):
    """An exercise; its argument is the name of the problem, its content the task and the hints."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {}

    def run(self) -> list[nodes.Node]:
        """Make the exercise's nodes."""
        problem, page = self.arguments[0], self.env.docname
        root = self.env.srcdir.parent
        notebook = root / "solutions" / page / f"{page}.ipynb"
        self.env.note_dependency(str(notebook))
        try:
            exercise = read(notebook, problem)
        except Missing as missing:
            raise self.error(str(missing)) from missing
        node = live_exercise(problem=problem, page=page, title=f"Exercise: {problem}")
        node.source, node.line = self.get_source_info()
        self.state.nested_parse(self.content, self.content_offset, node)
        hints = [child for child in node.children if isinstance(child, nodes.hint)]
        for hint in hints:
            node.remove(hint)
        if exercise.before_the_example:
            lines = StringList(exercise.before_the_example.splitlines(), str(notebook))
            self.state.nested_parse(lines, 0, node)
        node += code(exercise.stub, "live-stub")
        for number, hint in enumerate(hints, 1):
            title = f"Hint {number} of {len(hints)}" if len(hints) > 1 else "Hint"
            node += folded("", *hint.children, title=title, kind="live-hint")
        node += folded("", code(exercise.solution), title="Solution", kind="live-solution")
        return [node]


def code(text: str, *classes: str) -> nodes.literal_block:
    """Return a block of Python."""
    return nodes.literal_block(text, text, language="python", classes=list(classes))


def open_exercise(translator: HTML5Translator, node: live_exercise) -> None:
    """Begin the exercise's box."""
    label = f"exercise-{node['problem']}"
    translator.body.append(
        f'<section class="live-exercise" data-problem="{escape(node["problem"])}" '
        f'data-page="{escape(node["page"])}" aria-labelledby="{label}">\n'
        f'<p class="live-title" id="{label}">Exercise: <code>{escape(node["problem"])}</code></p>\n'
    )


def close_exercise(translator: HTML5Translator, node: live_exercise) -> None:
    """End the exercise's box."""
    translator.body.append("</section>\n")


def open_folded(translator: HTML5Translator, node: folded) -> None:
    """Begin what is folded."""
    translator.body.append(
        f'<details class="{escape(node["kind"])}"><summary>{escape(node["title"])}</summary>\n'
    )


def close_folded(translator: HTML5Translator, node: folded) -> None:
    """End what is folded."""
    translator.body.append("</details>\n")
