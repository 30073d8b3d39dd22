"""What the book's build needs beyond Jupyter Book: a Sphinx extension, a builder and a server.

`_config.yml` names `attention_lib.book` as an extension; `build` and `serve` stand behind
`attention-lib book` and `attention-lib serve`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PARTS = (
    "formulas",
    "freshness",
    "descriptions",
    "citations",
    "figures",
    "icons",
    "images",
    "live",
    "questions",
    "scripts",
    "sections",
    "sheets",
    "site",
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension's parts with Sphinx.

    Parameters
    ----------
    app : Sphinx
        The application that builds the book.

    Returns
    -------
    dict
        What Sphinx wants to know about an extension.
    """
    # Imported here, so that `attention_lib.book.serve` works where Sphinx is not installed.
    for part in PARTS:
        import_module(f"{__name__}.{part}").connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
