"""Scripts that keep no page waiting.

The theme and the extensions put a dozen scripts into a page's head, and a browser runs each before it
reads on. Here all wait until the page is there, in the same order; a page gets only those it has a
use for; and one of the theme's habits, which has a browser lay out a whole long page at once, is
taken over by `scroll-boxes.js`, which does it bit by bit.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.builders.html._assets import _JavaScript
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx

logger = logging.getLogger(__name__)

# What a script needs to find in a page's body to be of use.
USE = {
    "design-tabs.js": "sd-tab-set",
    "clipboard.min.js": "highlight",
    "copybutton.js": "highlight",
    "togglebutton.js": "toggle|dropdown",
}
THEME = "_static/scripts/pydata-sphinx-theme.js"
# In the theme: make whatever is wider than its box a tab stop, at once and after each change of the page.
ALL_BOXES = (
    '["pre",".nboutput > .output_area",".cell_output > .output",".jp-RenderedHTMLCommon",'
    '".pst-scrollable-table-container"].join(", ")'
)
NO_BOXES = '".taken-over-by-scroll-boxes"'.ljust(
    len(ALL_BOXES)
)  # as long, or the script's source map is wrong


def connect(app: Sphinx) -> None:
    """Register what is done to the pages and to the theme's script."""
    app.connect("html-page-context", defer, priority=999)
    app.connect("build-finished", relieve)


def defer(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Have a page's scripts run in their order after the page is read, and leave out what it can't use."""
    context["script_files"] = [
        later(script)
        for script in context["script_files"]
        if re.search(USE.get(Path(script.filename or "").name, ""), context.get("body", ""))
    ]


def later(script: _JavaScript) -> _JavaScript:
    """Return a script that waits for the page.

    One that is written in the page can't be deferred, but a module can, and sees the others' names. It
    is used where something is set that a deferred script has defined.
    """
    said = dict(script.attributes)
    if script.filename and said.get("type") != "module" and "async" not in said:
        said["defer"] = "defer"
    if said.get("body", "").startswith("DOCUMENTATION_OPTIONS."):
        said["type"] = "module"
    return _JavaScript(script.filename, priority=script.priority, **said)


def relieve(app: Sphinx, exception: Exception | None) -> None:
    """Take its habit from the theme's script."""
    file = Path(app.outdir, THEME)
    if exception is not None or app.builder.format != "html" or not file.exists():
        return
    script = file.read_text("utf8")
    if ALL_BOXES in script:
        file.write_text(script.replace(ALL_BOXES, NO_BOXES), "utf8")
    elif NO_BOXES not in script:
        logger.warning("The theme's script has changed: it lays out whole pages again, see %s", __name__)
