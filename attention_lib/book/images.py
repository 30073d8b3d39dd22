"""Pictures that a browser fetches when they come near, and keeps room for until then."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PICTURE = re.compile(r"<img (?P<before>[^>]*?)src=\"(?P<src>[^\"]*_images/(?P<name>[^\"]+\.(?:png|svg)))\"")
VIEW = re.compile(r"viewBox=\"[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)\"")


def connect(app: Sphinx) -> None:
    """Register what is done to the pages."""
    app.connect("html-page-context", announce)


def announce(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Write each picture's size beside its address."""
    if app.builder.name != "html":  # in print all are there from the beginning
        return
    sources = {name: source for source, name in getattr(app.builder, "images", {}).items()}

    def with_size(found: re.Match[str]) -> str:
        width, height = size(Path(app.srcdir, sources[found["name"]]))
        said = f'width="{width}" height="{height}" loading="lazy" decoding="async"'
        return f'<img {found["before"]}src="{found["src"]}" {said}'

    if "body" in context:
        context["body"] = PICTURE.sub(with_size, context["body"])


def size(file: Path) -> tuple[int, int]:
    """Return a picture's width and height in pixels."""
    if file.suffix == ".png":
        with Image.open(file) as picture:
            return picture.size
    if found := VIEW.search(file.read_text("utf8")):
        return round(float(found[1])), round(float(found[2]))
    raise ValueError(f"{file} has no viewBox, so nobody knows how much room it needs.")
