"""A description of every page, for search engines and for previews of links."""

from __future__ import annotations

import html
import textwrap
from typing import TYPE_CHECKING, Any

from docutils import nodes  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LONGEST = 160  # search engines show about so much


def connect(app: Sphinx) -> None:
    """Register the description with Sphinx."""
    app.connect("html-page-context", describe)


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add a meta description to a page that does not bring its own.

    A page brings its own in its front matter, under `myst: html_meta: description:`. Any other page
    is described by its first paragraph, and a page without one (the search) by its title.
    """
    tags = context.get("metatags", "")
    if 'name="description"' not in tags:
        text = opening(doctree) or f"{context.get('title', pagename)}: {app.config.html_title}"
        context["metatags"] = f'{tags}\n<meta name="description" content="{html.escape(text)}" />'


def opening(doctree: nodes.document | None) -> str:
    """Return the first paragraph of a page's running text, cut at a word."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else []:
        if isinstance(paragraph.parent, nodes.section):
            return textwrap.shorten(paragraph.astext(), LONGEST, placeholder=" …")
    return ""
