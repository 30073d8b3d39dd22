"""What the browser gets on a page with live parts: scripts, bundled, and the Python that they start."""

from __future__ import annotations

import json
import re
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
EDITOR = r"codemirror|lezer|marijn|crelt|style-mod|w3c-keyname"


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
    target.joinpath("EDITOR-LICENCES.txt").write_text(licences(web_packages.fetch(cache)), "utf8")


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


def licences(node_modules: Path) -> str:
    """Return the licences of what is bundled into the editor."""
    lock = json.loads((web_packages.MANIFESTS / "package-lock.json").read_text("utf8"))
    texts = []
    for name in lock["packages"]:
        folder = node_modules / name.removeprefix("node_modules/")
        if name and re.search(EDITOR, name) and folder.joinpath("LICENSE").is_file():
            texts.append(
                f"{folder.parent.name}/{folder.name}\n\n{folder.joinpath('LICENSE').read_text('utf8')}"
            )
    return f"\n{'-' * 80}\n\n".join(texts)


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
