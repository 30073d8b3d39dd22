"""Every page, light and dark, on a desktop and on a phone, as a browser shows it."""

import pickle
from pathlib import Path

from docutils import nodes


def test_every_page_of_the_book_is_visited(book: Path, pages: list[Path], toc_pages: list[str]) -> None:
    built = {page.relative_to(book.resolve()).with_suffix("").as_posix() for page in pages}
    assert built == set(toc_pages)


def test_the_page_follows_the_readers_choice_of_light_or_dark(visit: dict) -> None:
    assert visit["theme"] == visit["mode"]


def test_every_formula_of_the_source_is_rendered_and_can_be_spoken(visit: dict, book: Path) -> None:
    written = count_formulas(book.parent / ".doctrees" / f"{visit['page']}.doctree")
    assert (visit["formulas"], visit["spoken_formulas"], visit["broken_formulas"]) == (written, written, 0)


def test_formulas_are_set_in_katex_fonts(visit: dict) -> None:
    assert all(status == "loaded" for _, status in visit["fonts"])
    assert ("KaTeX_Main" in {family for family, _ in visit["fonts"]}) == bool(visit["formulas"])


def test_icons_come_from_the_small_font(visit: dict) -> None:
    names = [url.rsplit("/", 1)[-1].split("?")[0] for url in visit["requests"]]
    assert "icons.woff" in names
    assert not {"fontawesome.js", "fa-solid-900.woff2", "fa-solid-900.ttf"} & set(names)


def test_nothing_goes_wrong_in_the_console(visit: dict) -> None:
    assert visit["errors"] == []


def test_no_other_host_is_asked_for_anything(visit: dict) -> None:
    assert visit["foreign"] == []


def test_everything_the_page_asks_for_is_there(visit: dict) -> None:
    assert visit["failed"] == []


def test_every_picture_is_shown_and_has_words_for_those_who_cannot_see_it(visit: dict) -> None:
    assert [src for src, alt, width in visit["images"] if not alt.strip() or not width] == []


def test_axe_finds_no_barrier(visit: dict) -> None:
    assert visit["violations"] == []


def test_the_page_is_no_wider_than_the_window(visit: dict) -> None:
    assert visit["width"] <= visit["width_of_window"]


def test_whatever_scrolls_sideways_can_be_reached_by_keyboard(visit: dict) -> None:
    assert visit["unreachable_boxes"] == []


def test_every_page_says_in_a_sentence_what_it_is(visit: dict) -> None:
    assert 20 <= len(visit["description"]) <= 200


def count_formulas(doctree: Path) -> int:
    """Count a page's formulas in Sphinx's own reading of it; the search page has none."""
    if not doctree.exists():
        return 0
    document = pickle.loads(doctree.read_bytes())
    return len(list(document.findall(lambda node: isinstance(node, nodes.math | nodes.math_block))))
