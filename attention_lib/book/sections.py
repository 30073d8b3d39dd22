"""How much room each section of a page takes, roughly, for browsers that have not laid it out yet.

The book's sheet lets a browser put off the sections that are far away (`content-visibility`). What it
keeps free for them is an estimate made here, for a phone, and rather too much than too little: where it
is too little, tools that look for barriers take the next section's background for that of a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from sphinx.application import Sphinx

# Pixels: a letter of running text, a line of code, and other things each.
LETTER, LINE, PARAGRAPH, ROW, FORMULA, PICTURE, HTML = 0.85, 24, 30, 70, 90, 420, 1200


def connect(app: Sphinx) -> None:
    """Register what is done to the pages."""
    app.connect("html-page-context", keep_room)


def keep_room(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Write each section's estimated height into the page."""
    if not doctree or app.builder.name != "html":
        return
    for section in doctree.findall(nodes.section):
        if isinstance(section.parent, nodes.section) and isinstance(section.parent.parent, nodes.document):
            opening = f'<section id="{section["ids"][0]}">'
            room = f' style="--room: {height(section)}">'
            context["body"] = context["body"].replace(opening, opening[:-1] + room, 1)


def height(section: nodes.section) -> int:
    """Return a section's height on a phone, rather too much than too little.

    Examples
    --------
    >>> short, long = (nodes.section("", nodes.paragraph("", "word " * n)) for n in (10, 100))
    >>> 0 < height(short) < height(long)
    True
    """
    total = 100.0
    for node in section.findall():
        match node:
            case nodes.literal_block():
                total += LINE * (node.astext().count("\n") + 1) + 2 * PARAGRAPH
            case nodes.Text() if not isinstance(node.parent, nodes.literal_block):
                total += LETTER * len(node)
            case nodes.math_block():
                total += FORMULA
            case nodes.image():
                total += PICTURE
            case nodes.row():
                total += ROW
            case nodes.raw() if node.get("format") == "html" and len(node.astext()) > 200:
                total += HTML
            case nodes.paragraph() | nodes.title() | nodes.list_item():
                total += PARAGRAPH
    return 100 * round(total / 100)
