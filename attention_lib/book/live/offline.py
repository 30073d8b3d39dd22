"""The book without a network: a service worker that keeps all pages, and what they show, after one visit."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from attention_lib.book.live.runtime import PAGE

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT = "offline.js"
WORKER = "offline-worker.js"  # in the root: a service worker sees what lies beside and below it
# How pages, style sheets and scripts name other files.
IN_HTML = re.compile(r"\b(?:src|href)=\"([^\"#]+)")
IN_CSS = re.compile(r"(?:url\(|@import )[\"']?([^\"')#]+)")
IN_JS = re.compile(r"[\"'](\.{1,2}/[\w./-]+\.js)[\"']")
ALSO = ("index.html", "searchindex.js", "_static/searchtools.js", "_static/language_data.js")
# Kept when they are first used.
LATER = re.compile(r"_static/live/(python-\w+/|editor-\w+\.js)")


def connect(app: Sphinx) -> None:
    """Have every page register the worker, which is written when all pages are."""
    app.connect("builder-inited", write_script)
    app.connect("build-finished", write_worker, priority=990)  # after whoever else writes files of the book
    app.add_js_file(SCRIPT, type="module")


def write_script(app: Sphinx) -> None:
    """Write the script that registers the worker."""
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static"
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(PAGE / SCRIPT, target)


def write_worker(app: Sphinx, exception: Exception | None) -> None:
    """Write the worker, with the list of what it keeps."""
    if exception is not None or app.builder.format != "html":
        return
    root = Path(app.outdir)
    found = {
        name: hashlib.sha256(path.read_bytes()).hexdigest()[:12] for name, path in files_of(root).items()
    }
    later = {match[0] for name in found if (match := LATER.match(name))}
    later |= {f"{path.relative_to(root).as_posix()}/" for path in root.glob("_static/live/python-*")}
    kept = {name: digest for name, digest in sorted(found.items()) if not LATER.match(name)}
    lists = f"const FILES = {json.dumps(kept, indent=0)};\nconst LATER = {json.dumps(sorted(later))};\n\n"
    root.joinpath(WORKER).write_text(lists + PAGE.joinpath(WORKER).read_text("utf8"), "utf8")


def files_of(root: Path) -> dict[str, Path]:
    """Return the files of the book: every page, and whatever they name, as they name it.

    Parameters
    ----------
    root : Path
        The built book.

    Returns
    -------
    dict
        Names relative to the root, with the query that they are asked for with, and where they lie.
    """
    pages = [path for path in root.rglob("*.html") if "_static" not in path.relative_to(root).parts]
    waiting = [path.relative_to(root).as_posix() for path in pages] + list(ALSO)
    found: dict[str, Path] = {}
    while waiting:
        name = waiting.pop()
        path = root / unquote(name.partition("?")[0])
        if name in found or not path.is_file() or path.name == WORKER:
            continue
        found[name] = path
        how = {".html": IN_HTML, ".css": IN_CSS, ".js": IN_JS}.get(path.suffix)
        if how is None:
            continue
        for named in how.findall(path.read_text("utf8")):
            there = urljoin(f"https://book/{name}", named.replace("&amp;", "&"))
            if there.startswith("https://book/"):
                waiting.append(there.removeprefix("https://book/"))
    return found
