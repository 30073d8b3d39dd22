"""Every live exercise: its solution passes, its stub doesn't, and wrong functions get in the page what they
get in plain Python."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page, expect

from attention_lib.check import PROBLEMS

_spec = importlib.util.spec_from_file_location(
    "bank_in_the_page", Path(__file__).with_name("bank_in_the_page.py")
)
bank_in_the_page = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(bank_in_the_page)

ROOT = Path(__file__).parents[2]
PATIENCE = 60_000
DIRECTIVE = re.compile(r"^::::\{live-exercise\} (\w+)$", re.MULTILINE)
EXERCISES = {
    page.stem: problems
    for page in sorted(ROOT.glob("book/*.md"))
    if (problems := DIRECTIVE.findall(page.read_text("utf8")))
}


@pytest.fixture(scope="module")
def tab(browser: Browser, site: str) -> Iterator[Page]:
    """Return a page of the book, with every other host cut off."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    context.route(lambda url: not url.startswith((site, "blob:")), lambda route: route.abort())
    tab = context.new_page()
    tab.goto(f"{site}/index.html")
    yield tab
    context.close()


@pytest.fixture(scope="module", params=EXERCISES)
def chapter(request: pytest.FixtureRequest, tab: Page, site: str) -> tuple[str, Page]:
    """Return a chapter, opened once: starting Python takes seconds."""
    tab.goto(f"{site}/{request.param}.html", wait_until="networkidle")
    return request.param, tab


def press(box: Locator, name: str) -> str:
    """Press a button, wait until Python is through, and return what came out."""
    box.get_by_role("button", name=name, exact=True).click()
    expect(box.get_by_role("button", name="Stop", exact=True)).to_be_hidden(timeout=PATIENCE)
    output = box.locator(".live-output")
    return output.inner_text() if output.is_visible() else ""


def test_every_cell_gives_in_the_page_what_the_book_shows(chapter: tuple[str, Page]) -> None:
    _, tab = chapter
    cells = tab.locator("div.cell.tag_live").all()
    assert len(cells) >= 3
    shown = ["\n".join(cell.locator(".cell_output pre").all_text_contents()) for cell in cells]
    assert [press(cell, "Run").split() for cell in cells] == [output.split() for output in shown]


def test_the_solution_passes_and_the_stub_does_not(chapter: tuple[str, Page]) -> None:
    page, tab = chapter
    for problem in EXERCISES[page]:
        box = tab.locator(f"section.live-exercise[data-problem={problem}]")
        points = sum(criterion.points for criterion in PROBLEMS[problem].criteria)
        assert f"{problem}: 0 of {points} points" in press(box, "Check")
        press(box, "Solution")
        solution = box.locator("details.live-solution pre").inner_text()
        press(box, "Edit")
        box.locator(".cm-content").click()
        tab.keyboard.press("Control+a")
        tab.keyboard.insert_text(solution)
        assert f"{problem}: {points} of {points} points" in press(box, "Check")
        assert "all points" in box.locator(".live-status").inner_text()


@pytest.mark.parametrize("page", EXERCISES)
def test_the_solution_and_the_example_run_together(page: str, book: Path) -> None:
    soup = BeautifulSoup(book.joinpath(f"{page}.html").read_text("utf8"), "html.parser")
    for problem in EXERCISES[page]:
        box = soup.find("section", attrs={"data-problem": problem})
        stub = box.select_one(".live-stub pre").get_text()
        solution = box.select_one("details.live-solution pre").get_text()
        assert "raise NotImplementedError()" in stub
        assert "SOLUTION" not in stub + solution
        assert "NotImplementedError" not in solution
        example = stub.split("raise NotImplementedError()")[1]
        assert f"{problem}(" in example
        exec(compile(stub.split("\n\n\ndef ")[0] + "\n" + solution + example, problem, "exec"), {})


@pytest.mark.parametrize("problem", [problem for problems in EXERCISES.values() for problem in problems])
def test_a_wrong_function_gets_the_same_verdict_as_in_plain_python(
    problem: str, tab: Page, book: Path
) -> None:
    # Every eighth of them, for it takes minutes to run all; `make bench` does.
    some = bank_in_the_page.entries(problem)[::8]
    expected = bank_in_the_page.in_plain_python(some)
    assert sum("fails" in criteria.values() for criteria, said in expected.values()) >= 5
    assert bank_in_the_page.in_the_page(tab, book, some) == expected
