"""The book as a folder for a static host: any host, any path."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from attention_lib.book.build import build
from attention_lib.book.site import ADDRESS

MARK = ".nojekyll"  # tells GitHub Pages to serve folders that begin with an underscore, and us what is ours
NOT_SERVED = ("*.map", "fontawesome.js", ".buildinfo*", "*.ttf")


def publish(root: Path, to: Path, address: str = "") -> int:
    """Build the book and copy it to a folder, without what no page asks for.

    Parameters
    ----------
    root : Path
        The project's folder.
    to : Path
        The folder to write: a new one, an empty one, or one that an earlier call wrote.
    address : str
        Where the site will be, if that is known.

    Returns
    -------
    int
        0 if the folder was written, else not 0; what was wrong stands on standard error.
    """
    if to.exists() and any(to.iterdir()) and not to.joinpath(MARK).exists():
        print(f"{to} holds files that are not from here; name an empty folder.", file=sys.stderr)
        return 2
    if address and not address.startswith(("http://", "https://")):
        print(f"An address begins with https://, and {address} does not.", file=sys.stderr)
        return 2
    os.environ[ADDRESS] = address
    if code := build(root):
        return code
    copy(root / "_build" / "html", to)
    count = sum(file.is_file() for file in to.rglob("*"))
    size = sum(file.stat().st_size for file in to.rglob("*") if file.is_file())
    print(f"{to} is ready: {count} files, {size / 1e6:.1f} MB. Copy it to any host of static files.")
    return 0


def copy(html: Path, to: Path) -> None:
    """Copy a built book into a folder, in place of what was there, without pictures of earlier builds."""
    pages = "".join(page.read_text("utf8") for page in html.rglob("*.html"))
    by_name = shutil.ignore_patterns(*NOT_SERVED)

    def unused(folder: str, names: list[str]) -> set[str]:
        old = {name for name in names if name not in pages} if Path(folder).name == "_images" else set()
        return set(by_name(folder, names)) | old

    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(html, to, ignore=unused)
    to.joinpath(MARK).touch()
