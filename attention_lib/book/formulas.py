"""Formulas, rendered by KaTeX while the book is built.

The reader's browser gets finished HTML with MathML inside, which screen readers speak; no script
runs, and a formula that KaTeX cannot read is a warning with its page and line.
"""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes  # type: ignore[import-untyped]
from fontTools import subset  # type: ignore[import-untyped]
from sphinx.util import logging
from sphinxcontrib import katex

from attention_lib.book import katex_server, web_packages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)

# KaTeX's style sheet offers each font in three formats; every browser of the last ten years takes woff2.
OLD_FORMATS = re.compile(r",url\([^)]+\.(?:woff|ttf)\) format\(\"[a-z]+\"\)")

# What KaTeX writes to be seen, as far as the end of the text's line or block.
FORMULA = re.compile(
    r"<span class=\"katex-html\".*?(?=</p>|</div>|<span class=\"katex-mathml\"|$)", re.DOTALL
)
TAG = re.compile(r"<[^>]*>")


def connect(app: Sphinx) -> None:
    """Register the renderer."""
    app.setup_extension("sphinxcontrib.katex")
    app.add_html_math_renderer("katex-checked", (visit_math, None), (visit_math_block, None))
    app.connect("config-inited", choose_renderer)
    app.connect("builder-inited", provide_katex, priority=400)  # before sphinxcontrib.katex reads the paths
    app.connect("build-finished", cut_fonts)


def choose_renderer(app: Sphinx, config: Config) -> None:
    """Have formulas rendered at build time."""
    config.html_math_renderer = "katex-checked"
    config.katex_prerender = True
    # Else a bad formula is drawn in red, and nobody is told.
    katex.KATEX_DEFAULT_OPTIONS["throwOnError"] = True
    katex_server.repair()


def provide_katex(app: Sphinx) -> None:
    """Copy KaTeX's style sheet and fonts into the book.

    The script that renders comes from the same package, so that it and the style sheet are always
    the same version.
    """
    if app.builder.format != "html":
        return
    dist = web_packages.fetch(Path(app.srcdir).parent / ".cache") / "katex" / "dist"
    target = Path(app.outdir) / "_static" / "katex"
    shutil.rmtree(target, ignore_errors=True)
    target.joinpath("fonts").mkdir(parents=True)
    for font in dist.glob("fonts/*.woff2"):
        shutil.copy(font, target / "fonts")
    css = dist.joinpath("katex.min.css").read_text("utf8")
    target.joinpath("katex.min.css").write_text(OLD_FORMATS.sub("", css), "utf8")
    app.config.katex_css_path = "katex/katex.min.css"
    app.config.katex_js_path = str(dist / "katex.min.js")


def cut_fonts(app: Sphinx, exception: Exception | None) -> None:
    """Cut KaTeX's fonts down to the characters of the book's formulas; they shrink to a third."""
    if exception is not None or app.builder.format != "html":
        return
    texts = [FORMULA.findall(page.read_text("utf8")) for page in Path(app.outdir).rglob("*.html")]
    characters = set(html.unescape("".join(TAG.sub("", formula) for page in texts for formula in page)))
    options = subset.Options(flavor="woff2", hinting=False)
    for file in Path(app.outdir, "_static", "katex", "fonts").glob("*.woff2"):
        font = subset.load_font(str(file), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(character) for character in characters])
        cutter.subset(font)
        subset.save_font(font, str(file), options)


def visit_math(translator: HTML5Translator, node: nodes.math) -> None:
    """Render a formula in a line of text."""
    try:
        katex.html_visit_math(translator, node)
    except katex.KaTeXError as error:
        report(error, node)


def visit_math_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Render a formula that stands by itself."""
    try:
        katex.html_visit_displaymath(translator, node)
    except katex.KaTeXError as error:
        report(error, node)


def report(error: Exception, node: nodes.Element) -> None:
    """Warn of a formula that KaTeX cannot read, which fails a build with `-W`, and go on to the next."""
    logger.warning("KaTeX cannot read the formula %r: %s", node.astext(), error, location=node)
    raise nodes.SkipNode
