"""The list of references as a plain list, for screen readers.

docutils gives each entry the role `doc-biblioentry`, which ARIA has withdrawn: the list around it
then counts as empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator


def connect(app: Sphinx) -> None:
    """Have entries of the bibliography written by `visit_citation`."""
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))


def visit_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Open an entry, with the role that an item of a list has."""
    type(translator).visit_citation(translator, node)
    translator.body[-1] = translator.body[-1].replace("doc-biblioentry", "listitem")


def depart_citation(translator: HTML5Translator, node: nodes.citation) -> None:
    """Close an entry."""
    type(translator).depart_citation(translator, node)
