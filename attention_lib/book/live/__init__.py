"""Pages that run: cells and exercises that a reader edits and runs, with Python in the page.

Without JavaScript a page reads as any other: the code is there, and solutions are folded. `page/` holds
what the browser gets; a page without a live part gets nothing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def connect(app: Sphinx) -> None:
    """Register the parts."""
    from attention_lib.book.live import exercises, launch, offline, scripts

    for part in (exercises, scripts, launch, offline):
        part.connect(app)
