"""A page as a notebook that any Jupyter shows: Markdown without what only the book understands."""

# mypy: allow-untyped-calls

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import nbformat

FENCE = re.compile(r"^(:{3,}|`{3,})\{([\w-]+)\} *(.*)$")
ROLE = re.compile(r"\{([\w:]+)\}`([^`]+)`")
LABEL = re.compile(r"^\([\w-]+\)=\s*$\n?", re.MULTILINE)
FORMULA_LABEL = re.compile(r"^\$\$ *\([\w-]+\)$", re.MULTILINE)
ONLY_IN_THE_PAGE = {
    "literalinclude": "shows code of the library, `{}`.",
    "moving": "has a figure that moves.",
    "question": "asks, with answers to choose from: {}",
}
TITLED = {"admonition", "live-exercise", "hint", "note", "tip", "warning"}


def as_notebook(page: Any, glued: list[str]) -> Any:
    """Return a chapter's executed notebook as one to work in: without outputs, in plain Markdown.

    Parameters
    ----------
    page : NotebookNode
        As MyST-NB leaves it.
    glued : list of str
        What the page shows for each `{glue:text}` in it, in their order.

    Returns
    -------
    NotebookNode
        A new notebook.
    """
    shown = iter(glued)
    cells = []
    for cell in page.cells:
        if cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", ()):
            cells.append(nbformat.v4.new_code_cell(cell.source))
        elif cell.cell_type == "markdown":
            cells.append(nbformat.v4.new_markdown_cell(plain(cell.source, shown)))
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"  # the same notebook at every build
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def plain(text: str, glued: Iterator[str]) -> str:
    """Return MyST as plain Markdown.

    Examples
    --------
    >>> plain("A {term}`query <queries>` of {doc}`chapter 2 <02-softmax>` is {glue:text}`how`.", iter(["long"]))
    'A query of chapter 2 is long.'
    """
    text = FORMULA_LABEL.sub("$$", LABEL.sub("", text))
    lines: list[str] = []
    opened: list[str] = []  # fences of which only the content is kept
    skipped = ""
    for line in text.splitlines():
        if skipped:
            skipped = "" if line.strip() == skipped else skipped
        elif opened and line.strip() == opened[-1]:
            opened.pop()
        elif found := FENCE.match(line):
            fence, name, title = found.groups()
            if name in TITLED:
                opened.append(fence)
                said = f"Exercise: {title}" if name == "live-exercise" else title or name.capitalize()
                lines.append(f"**{said}**\n")
            elif name in ONLY_IN_THE_PAGE:
                skipped = fence
                said = title.rpartition("/")[2] if name == "literalinclude" else title
                lines.append(f"*(Here the page {ONLY_IN_THE_PAGE[name].format(said)})*\n")
            else:
                lines.append(line)
        elif opened and re.match(r"^:[\w-]+:", line):
            continue  # an option
        else:
            lines.append(line)
    return ROLE.sub(lambda role: said_by(role[1], role[2], glued), "\n".join(lines))


def said_by(role: str, text: str, glued: Iterator[str]) -> str:
    """Return what a reader of the page sees of a role."""
    shown = re.sub(r"\s*<[^>]*>$", "", text)
    if role == "glue:text":
        return next(glued, text)
    if role.startswith("cite"):
        return f"[{shown}]"
    return f"({shown})" if role in ("eq", "numref") else shown
