"""The built files themselves, without a browser: links that lead somewhere, and nothing from elsewhere."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

LOADED = "script[src], img[src], source[src], iframe[src], audio[src], video[src], link[href], use[href], object[data]"
CSS_NAMES = re.compile(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)")


@cache
def soup(page: Path) -> BeautifulSoup:
    return BeautifulSoup(page.read_text("utf8"), "html.parser")


@cache
def anchors(page: Path) -> set[str]:
    return {tag.get("id") or tag.get("name") for tag in soup(page).select("[id], a[name]")}


def target(tag) -> str:
    return tag.get("href") or tag.get("src") or tag.get("data") or ""


def is_elsewhere(address: str) -> bool:
    return address.startswith("//") or urlsplit(address).scheme in {"http", "https"}


def leads_nowhere(page: Path, address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme or address.startswith("//"):
        return False  # another host, mail, or data in the address itself
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not file.is_file():
        return True
    return file.suffix == ".html" and bool(parts.fragment) and unquote(parts.fragment) not in anchors(file)


def test_every_link_and_anchor_inside_the_book_leads_somewhere(pages: list[Path]) -> None:
    links = [(page, target(tag)) for page in pages for tag in soup(page).select(f"a[href], {LOADED}")]
    assert len(links) > 10 * len(pages)
    assert [(page.name, link) for page, link in links if leads_nowhere(page, link)] == []


def test_no_page_loads_anything_from_another_host(pages: list[Path]) -> None:
    loaded = [(page.name, target(tag)) for page in pages for tag in soup(page).select(LOADED)]
    assert [(page, address) for page, address in loaded if is_elsewhere(address)] == []


def test_style_sheets_name_only_files_that_are_there(book: Path) -> None:
    named = [
        (sheet, first or second)
        for sheet in book.rglob("*.css")
        for first, second in CSS_NAMES.findall(sheet.read_text("utf8"))
    ]
    assert any("KaTeX" in address for _, address in named)
    outside = [(sheet.name, address) for sheet, address in named if is_elsewhere(address)]
    assert outside == []
    missing = [(sheet.name, address) for sheet, address in named if leads_nowhere(sheet, address)]
    assert missing == []


def test_katex_comes_with_fonts_in_one_format(book: Path) -> None:
    fonts = list(book.joinpath("_static/katex/fonts").iterdir())
    assert len(fonts) == 20
    assert {font.suffix for font in fonts} == {".woff2"}


def test_the_book_offers_no_way_to_another_service(pages: list[Path]) -> None:
    for page in pages:
        assert not soup(page).select(
            ".dropdown-launch-buttons, .dropdown-source-buttons, [class*=repository]"
        )


def test_buttons_are_named_as_they_are_written(pages: list[Path]) -> None:
    # axe's own rule for this is off by default, and takes the theme's icons for text.
    for button in [button for page in pages for button in soup(page).select("button")]:
        written = " ".join(button.get_text().split())
        assert written in (button.get("aria-label") or written), button
