"""The whole book as one PDF, printed by Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from attention_lib.book.build import build

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--no-sandbox"]
PRINT = ["--no-pdf-header-footer", "--generate-pdf-document-outline", "--virtual-time-budget=20000"]
# On paper there are no files beside the page. The words stay, the link goes.
FILE_LINK = re.compile(r'<a [^>]*href="(?:_downloads|_images)/[^>]*>(.*?)</a>', re.DOTALL)


def print_book(root: Path, to: Path) -> int:
    """Build the book as one page and print it.

    Parameters
    ----------
    root : Path
        The project's folder.
    to : Path
        The PDF to write.

    Returns
    -------
    int
        0 if the PDF was written, else not 0; what was wrong stands on standard error.
    """
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print("Printing the book needs Chromium or Chrome, and none is on PATH.", file=sys.stderr)
        return 2
    if code := build(root, builder="singlehtml"):
        return code
    page = root / "_build" / "singlehtml" / "index.html"
    page.write_text(FILE_LINK.sub(r"\1", page.read_text("utf8")), "utf8")
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:  # of a browser that nobody has used before
        done = subprocess.run(
            [
                program,
                *FLAGS,
                f"--user-data-dir={home}",
                *PRINT,
                f"--print-to-pdf={to.resolve()}",
                page.as_uri(),
            ],
            capture_output=True,
            text=True,
        )
    if done.returncode or not to.is_file():
        print(f"{program} could not print the book:\n{done.stderr}", file=sys.stderr)
        return 1
    print(f"The book is in {to}.")
    return 0
