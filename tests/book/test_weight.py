"""What a page costs before and after it can be read: bytes on the wire, and what holds it up."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

HEAVIEST = 200_000  # bytes of a chapter's page, all that it loads when it is opened
AT_ONCE = 3_000  # elements that a page lays out before it is shown: book.css puts off all sections but two


@pytest.fixture(scope="module")
def loaded(book: Path, site: str, browser: Browser) -> Callable[[str], dict[str, int]]:
    """Return a function that opens a page on a phone and gives the files it asks for, with their bytes."""

    def load(page: str) -> dict[str, int]:
        context = browser.new_context(viewport={"width": 390, "height": 844})
        tab = context.new_page()
        names: list[str] = []
        tab.on("request", lambda request: names.append(request.url.removeprefix(f"{site}/").split("?")[0]))
        tab.goto(f"{site}/{page}.html", wait_until="networkidle")
        context.close()
        return {name: on_the_wire(book / name) for name in names}

    return load


def on_the_wire(file: Path) -> int:
    """Return a file's bytes as hosts send it: text is compressed, pictures and fonts are already."""
    content = file.read_bytes()
    return len(gzip.compress(content, 6)) if file.suffix in {".html", ".css", ".js", ".svg"} else len(content)


def test_every_page_is_light(toc_pages: list[str], loaded: Callable[[str], dict[str, int]]) -> None:
    weights = {page: sum(loaded(page).values()) for page in toc_pages}
    print(*(f"{weight / 1000:6.1f} KB  {page}" for page, weight in weights.items()), sep="\n")
    assert max(weights.values()) <= HEAVIEST


def test_nothing_but_one_style_sheet_holds_a_page_up(pages: list[Path]) -> None:
    for page in pages:
        soup = BeautifulSoup(page.read_text("utf8"), "html.parser")
        assert len(soup.select('link[rel="stylesheet"]')) == 1
        waited_for = [
            script["src"]
            for script in soup.select("script[src]")
            if not (script.has_attr("defer") or script.has_attr("async") or script.get("type") == "module")
        ]
        assert waited_for == []


def test_little_of_a_page_is_laid_out_before_it_is_shown(pages: list[Path]) -> None:
    counts = {}
    for page in pages:
        if text := BeautifulSoup(page.read_text("utf8"), "html.parser").select_one(".bd-article > section"):
            for section in text.find_all("section", recursive=False)[2:]:
                section.decompose()
            counts[page.stem] = len(text.find_all())
    assert len(counts) > 8
    assert {page: count for page, count in counts.items() if count > AT_ONCE} == {}


def test_pictures_keep_their_place(pages: list[Path]) -> None:
    for page in pages:
        for image in BeautifulSoup(page.read_text("utf8"), "html.parser").select("article img"):
            assert image["loading"] == "lazy"
            assert int(image["width"]) > 0
            assert int(image["height"]) > 0


def test_the_sheet_keeps_the_rules_that_pages_need_and_no_others(book: Path) -> None:
    sheet = book.joinpath("_static/sheet.css").read_text("utf8")
    for kept in (
        ".admonition",
        ".katex-display",
        "html[data-theme=dark]",
        ".question",
        ".tooltip",
        "ol.choices",
    ):
        assert kept in sheet
    for dropped in (".carousel-item", ".sd-card", ".fa-bitcoin", ".accordion-button"):
        assert dropped not in sheet
    whole = sum(file.stat().st_size for file in book.joinpath("_static").rglob("*.css")) - len(sheet)
    assert len(sheet) < whole / 3


def test_a_page_does_not_move_while_it_is_loaded(toc_pages: list[str], site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 412, "height": 823})
    context.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach((entry) => "
        "{ window.moved += entry.value; })).observe({ type: 'layout-shift', buffered: true });"
    )
    tab = context.new_page()
    for page in toc_pages:
        tab.goto(f"{site}/{page}.html", wait_until="networkidle")
        assert tab.evaluate("window.moved") < 0.05, page
    context.close()


def test_a_link_into_a_long_page_arrives_where_it_should(site: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    for place in ("heads-merged-wrong", "did-it-stick", "in-short"):
        tab.goto("about:blank")
        tab.goto(f"{site}/07-heads.html#{place}", wait_until="networkidle")
        top = f"document.getElementById('{place}').getBoundingClientRect().top"
        tab.wait_for_function(
            f"Math.abs({top} - 56) < 120 || innerHeight + scrollY + 2 > document.body.scrollHeight"
        )
    context.close()
