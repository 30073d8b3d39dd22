"""Searching as a reader does: Ctrl+K, some words, Enter."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def tab(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("scaled_scores", "03-scaling.html"),  # a function of the library, named in a chapter
        ("split_heads", "api.html"),  # and where it is described
        ("scaled_dot_product_attention", "05-masks.html"),  # a function of PyTorch, in a cell
        ("theta", "01-scores.html"),  # a letter that stands only in formulas
        ("Concat", "08-multi-head.html"),
        ("d_k sqrt", "03-scaling.html"),
        ("temperature", "02-softmax.html"),
    ],
)
def test_words_of_formulas_and_names_of_functions_are_found(
    tab: Page, site: str, words: str, page: str
) -> None:
    tab.goto(f"{site}/glossary.html", wait_until="networkidle")
    tab.keyboard.press("Control+k")
    field = tab.locator("dialog[open] input[type=search]")
    field.fill(words)
    field.press("Enter")
    tab.wait_for_url("**/search.html?q=*")
    tab.locator("#search-results p.search-summary", has_text="found").wait_for()
    found = tab.locator("#search-results li a").evaluate_all("links => links.map((link) => link.pathname)")
    assert f"/{page}" in found


def test_what_is_nowhere_is_said_to_be_nowhere(tab: Page, site: str) -> None:
    tab.goto(f"{site}/search.html?q=zebrafinch")
    tab.get_by_text("did not match any documents").wait_for()
    assert tab.locator("#search-results li a").count() == 0


def test_excerpts_are_text_of_the_page_with_each_formula_once(tab: Page, site: str) -> None:
    tab.goto(f"{site}/search.html?q=softmax")
    tab.locator("#search-results p.search-summary", has_text="found").wait_for()
    found = tab.locator("#search-results li", has=tab.locator("a", has_text="1. Scores"))
    excerpt = found.locator("p.context").first.inner_text()
    assert "belongs to chapter 3" in excerpt, "the words after a formula"
    assert "\\sqrt" not in excerpt
    assert tab.locator("#search-results p.context", has_text="Contents").count() == 0
    glass = tab.locator(".bd-search .fa-magnifying-glass").last.bounding_box()
    field = tab.locator("main .bd-search input")
    padding = field.evaluate("field => parseFloat(getComputedStyle(field).paddingLeft)")
    assert glass["x"] + glass["width"] <= field.bounding_box()["x"] + padding
