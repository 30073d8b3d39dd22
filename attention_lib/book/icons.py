"""The icon font, cut down to the icons that the book shows.

The theme's font holds 1,400 icons and weighs 156 KB; the book shows some thirty of them. The small
font goes by the same name and is declared after the big one, for exactly its own characters: a
browser takes these from it, and fetches the big one only for an icon that was overlooked here.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from fontTools import subset  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SMALL_FONT = "icons.woff"
BIG_FONT = "vendor/fontawesome/webfonts/fa-solid-900.ttf"
THEME_CSS = "styles/pydata-sphinx-theme.css"

# In the theme's style sheet: .fa-search:before,.fa-magnifying-glass:before{content:"\f002"}
RULE = re.compile(r"((?:\.fa-[\w-]+:{1,2}before,?)+)\{content:\"\\([0-9a-f]{4})\"\}")
NAME = re.compile(r"\bfa-([a-z0-9-]+)")
CODE = re.compile(r"\"\\([ef][0-9a-f]{3})\"|([\ue000-\uf8ff])")  # escaped, or the character itself


def connect(app: Sphinx) -> None:
    """Have every page name the small font, and make it when all pages are written."""
    app.add_css_file("icons.css", priority=900)
    app.connect("build-finished", write_font)


def write_font(app: Sphinx, exception: Exception | None) -> None:
    """Write the small font and the style sheet that declares it."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    options = subset.Options(flavor="woff", layout_features=[], hinting=False)
    font = subset.load_font(str(static / BIG_FONT), options)
    codes = sorted(codes_in_use(Path(app.outdir)) & set(font.getBestCmap()))
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=codes)
    cutter.subset(font)
    subset.save_font(font, str(static / SMALL_FONT), options)
    characters = ", ".join(f"U+{code:x}" for code in codes)
    static.joinpath("icons.css").write_text(
        '@font-face { font-family: "Font Awesome 6 Free"; font-weight: 900; font-display: block;\n'
        f'  src: url({SMALL_FONT}) format("woff"); unicode-range: {characters}; }}\n'
    )


def codes_in_use(html: Path) -> set[int]:
    """Return the characters of the icons that pages, scripts or style sheets name."""
    rules = RULE.findall(html.joinpath("_static", THEME_CSS).read_text("utf8"))
    by_name = {name: code for names, code in rules for name in NAME.findall(names)}
    pages = [file for kind in ("*.html", "_static/scripts/*-theme.js") for file in html.rglob(kind)]
    named = {name for page in pages for name in NAME.findall(page.read_text("utf8"))}
    # Style sheets show icons by their code. The theme's is read without the list of all icons.
    sheets = [RULE.sub("", sheet.read_text("utf8")) for sheet in html.rglob("*.css")]
    shown = {int(code, 16) if code else ord(char) for sheet in sheets for code, char in CODE.findall(sheet)}
    return shown | {int(by_name[name], 16) for name in named & by_name.keys()}
