"""Pictures that a browser fetches when they come near, keeps room for until then, and darkens on dark pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PICTURE = re.compile(r"<img (?P<before>[^>]*?)src=\"(?P<src>[^\"]*_images/(?P<name>[^\"]+\.(?:png|svg)))\"")
VIEW = re.compile(r"viewBox=\"[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)\"")

# What a dark page does to its pictures (book.css asks for it): the same files, so nothing more is fetched.
# The matrix turns lightness round and leaves hues, so that ink is light, paper black, and what stood out
# by the depth of its colour stands out by its brightness. It keeps nine tenths of the chroma: luma, Y, is
# 0.213 R + 0.715 G + 0.072 B, and a channel C becomes 0.9 (C - Y) + 1 - Y. The table lifts black to the
# theme's ground, #121212, and pale colours with it, and leaves cells dark enough for the white ink on them.
TURNED = """
<svg width="0" height="0" style="position: absolute" aria-hidden="true">
<filter id="turned" color-interpolation-filters="sRGB">
<feColorMatrix values="0.4953 -1.3585 -0.1368 0 1  -0.4047 -0.4585 -0.1368 0 1  -0.4047 -1.3585 0.7632 0 1  0 0 0 1 0"/>
<feComponentTransfer>
<feFuncR type="table" tableValues="0.0706 0.3 0.48 0.74 1"/>
<feFuncG type="table" tableValues="0.0706 0.3 0.48 0.74 1"/>
<feFuncB type="table" tableValues="0.0706 0.3 0.48 0.74 1"/>
</feComponentTransfer>
</filter>
</svg>
"""


def connect(app: Sphinx) -> None:
    """Register what is done to the pages."""
    app.connect("html-page-context", announce)


def announce(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Write each picture's size beside its address, and into pages with pictures what darkens them."""
    if app.builder.name != "html":  # in print all are there from the beginning
        return
    sources = {name: source for source, name in getattr(app.builder, "images", {}).items()}

    def with_size(found: re.Match[str]) -> str:
        width, height = size(Path(app.srcdir, sources[found["name"]]))
        said = f'width="{width}" height="{height}" loading="lazy" decoding="async"'
        return f'<img {found["before"]}src="{found["src"]}" {said}'

    if "body" in context:
        context["body"], count = PICTURE.subn(with_size, context["body"])
        context["body"] += TURNED if count else ""


def size(file: Path) -> tuple[int, int]:
    """Return a picture's width and height in pixels."""
    if file.suffix == ".png":
        with Image.open(file) as picture:
            return picture.size
    if found := VIEW.search(file.read_text("utf8")):
        return round(float(found[1])), round(float(found[2]))
    raise ValueError(f"{file} has no viewBox, so nobody knows how much room it needs.")
