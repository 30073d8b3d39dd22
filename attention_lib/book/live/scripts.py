"""What the browser gets on a page with live parts: scripts, bundled, and the Python that they start."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes  # type: ignore[import-untyped]
from sphinx.errors import ExtensionError

from attention_lib.book import web_packages
from attention_lib.book.live import runtime
from attention_lib.book.live.exercises import live_exercise

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PLACE = "live"  # in _static


def connect(app: Sphinx) -> None:
    """Register what is written before, and said to each page."""
    app.connect("builder-inited", write)
    app.connect("html-page-context", load)


def write(app: Sphinx) -> None:
    """Write scripts, style sheet and Python into the book."""
    if app.builder.format != "html":
        return
    cache = Path(app.srcdir).parent / ".cache"
    target = Path(app.outdir) / "_static" / PLACE
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    python = runtime.provide(cache, target)
    bundle(web_packages.fetch(cache), target, python.name)
    shutil.copy(runtime.PAGE / "live.css", target)


def bundle(node_modules: Path, target: Path, python: str) -> None:
    """Bundle the scripts: `live.js`, and the editor beside it, which it loads when it is needed."""
    # esbuild's own program, without the script that would look for it.
    program = next(node_modules.glob("@esbuild/*/bin/esbuild"), None) or next(
        node_modules.glob("@esbuild/*/esbuild.exe"), None
    )
    if program is None:
        raise ExtensionError("esbuild has no program for this system, so the live pages can't be bundled.")
    subprocess.run(
        [
            str(program),
            str(runtime.PAGE / "live.js"),
            "--bundle",
            "--splitting",
            "--format=esm",
            "--minify",
            "--target=es2022",
            "--legal-comments=none",
            "--log-level=warning",
            f'--define:PYTHON="{python}"',
            f"--outdir={target}",
            "--chunk-names=[name]-[hash]",
        ],
        check=True,
        env={"NODE_PATH": str(node_modules)},
    )


def load(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Have a page with live parts load the script, and no other page."""
    if doctree is not None and any(doctree.findall(is_live)):
        app.add_js_file(f"{PLACE}/live.js", type="module")
        app.add_css_file(f"{PLACE}/live.css")


def is_live(node: nodes.Node) -> bool:
    """Say whether this is an exercise, or a cell that can be run."""
    return isinstance(node, live_exercise) or (
        isinstance(node, nodes.container) and "tag_live" in node.get("classes", ())
    )
