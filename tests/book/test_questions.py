"""The questions in the chapters: whole, answered by keyboard, and to be read without a script or on paper."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted(page.stem for page in ROOT.glob("book/[0-9][0-9]-*.md"))
INCOMPLETE = """# A page

:::{question} Two are ticked?
- [x] One.

  Because.
- [x] Two.

  Because.
:::

:::{question} A reason is missing?
- [x] Yes.
- [ ] No.

  Because.
:::

:::{question} No list?
Yes.
:::

:::{question} A box is missing?
- [x] Yes.

  Because.
- No.

  Because.
:::
"""


@pytest.fixture(params=CHAPTERS)
def chapter(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def test_every_chapter_asks_questions_that_are_whole(chapter: str, book: Path) -> None:
    soup = BeautifulSoup(book.joinpath(f"{chapter}.html").read_text("utf8"), "html.parser")
    questions = soup.select(".question")
    assert 2 <= len(questions) <= 4
    for question in questions:
        names = {radio["name"] for radio in question.select("fieldset input[type=radio]")}
        assert names == {question["id"]}
        choices, answers = question.select(".choices > li"), question.select("details .answers > li")
        assert 3 <= len(choices) == len(answers)
        assert [answer["class"] for answer in answers].count(["right"]) == 1
        assert all(len(part.get_text().split()) >= 5 for part in [question.legend, *answers])
        assert len({choice.get_text() for choice in choices}) == len(choices)


def test_every_chapter_checks_what_its_questions_say(chapter: str) -> None:
    text = ROOT.joinpath(f"book/{chapter}.md").read_text("utf8")
    section = re.search(r"^## Did it stick\?\n(.*?)^## ", text, re.DOTALL | re.MULTILINE)[1]
    cells = re.findall(
        r"^```{code-cell}.*?\n:tags: \[remove-cell\]\n(.*?)^```", section, re.DOTALL | re.MULTILINE
    )
    checks = "".join(cells)
    assert checks.count("assert") >= section.count(":::{question}")
    # Numbers of three digits or more were computed; each stands in a check as well.
    prose = section.replace(checks, "").replace(",", "")
    computed = set(re.findall(r"(?<![\w.])\d{3,}(?![\w.]*%)", prose)) - {"180", "1000"}
    assert computed <= set(re.findall(r"\d+", checks.replace("_", "")))


def test_a_wrong_choice_hears_why_and_the_right_one_all(chapter: str, site: str, tab: Page) -> None:
    tab.goto(f"{site}/{chapter}.html")
    for question in tab.locator(".question").all():
        button, choices = question.get_by_role("button", name="Answer"), question.locator(".choices > li")
        right = [answer.get_attribute("class") for answer in question.locator(".answers > li").all()].index(
            "right"
        )
        button.click()
        assert question.get_by_text("Choose one of the answers first.").is_visible()
        wrong = 1 if right == 0 else 0
        choices.nth(wrong).get_by_role("radio").check()
        button.click()
        assert spoken(choices.nth(wrong)).startswith("No. ")
        assert [spoken(choice) for choice in choices.all()].count("") == choices.count() - 1
        choices.nth(right).get_by_role("radio").check()
        button.click()
        verdicts = [spoken(choice).split()[0] for choice in choices.all()]
        assert verdicts == ["Right." if place == right else "No." for place in range(choices.count())]
        assert not button.is_visible()
    tab.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    found = Axe().run(tab, context=".question", options={"resultTypes": ["violations"], "preload": False})
    assert [rule["id"] for rule in found.response["violations"]] == []
    assert tab.evaluate("document.scrollingElement.scrollWidth") == 390


def spoken(choice: Locator) -> str:
    """Return what a screen reader was given to say about a choice: text that appeared in a live region."""
    return choice.get_by_role("status").inner_text()


def test_a_question_is_answered_by_keyboard_alone(site: str, tab: Page) -> None:
    tab.goto(f"{site}/02-softmax.html")
    question = tab.get_by_role("group", name="Every score of a query is made larger by 5.")
    tab.get_by_role("heading", name="Did it stick?").click()  # the way by Tab goes on from here
    press = tab.keyboard.press
    radios = question.get_by_role("radio")
    for _ in range(3):
        press("Tab")
        if radios.nth(0).evaluate("radio => radio === document.activeElement"):
            break
    press("Space")
    assert radios.nth(0).is_checked()
    press("Tab")
    press("Enter")
    assert spoken(question.locator(".choices > li").nth(0)).startswith("No. ")
    press("Shift+Tab")
    press("ArrowDown")
    assert radios.nth(1).is_checked()
    press("Enter")
    assert spoken(question.locator(".choices > li").nth(1)).startswith("Right. ")
    assert radios.nth(1).evaluate("radio => radio === document.activeElement"), (
        "the focus stays in the question"
    )
    described = radios.nth(1).get_attribute("aria-describedby")
    assert tab.locator(f"#{described}").inner_text().startswith("Right. ")


def test_without_a_script_all_answers_are_folded_below_the_question(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{site}/02-softmax.html")
    question = tab.locator(".question").first
    assert not question.get_by_role("button").is_visible()
    assert not question.get_by_role("radio").first.is_visible()
    question.get_by_text("All answers").click()
    assert re.fullmatch(r"(?s)No\. .*Right\. .*No\. .*", question.locator(".answers").inner_text())
    context.close()


def test_on_paper_all_answers_are_open(site: str, tab: Page) -> None:
    tab.goto(f"{site}/02-softmax.html")
    tab.emulate_media(media="print")
    question = tab.locator(".question").first
    assert question.get_by_text("The exponentials do.").is_visible()
    assert not question.get_by_role("button").is_visible()


def test_other_pages_load_nothing_for_questions(pages: list[Path]) -> None:
    loading = {page.stem for page in pages if "questions.js" in page.read_text("utf8")}
    assert loading == set(CHAPTERS)


def test_an_incomplete_question_fails_the_build(small_book: Path, run_build: Callable) -> None:
    small_book.joinpath("book/index.md").write_text(INCOMPLETE)
    result = run_build(small_book)
    assert result.returncode != 0
    for line, complaint in (
        (3, "one of them ticked"),
        (12, "No reason is given"),
        (19, "one task list"),
        (23, "no box"),
    ):
        assert re.search(rf"index\.md:{line}: .*{complaint}", result.stderr), result.stderr
