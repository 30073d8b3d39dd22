"""Every live exercise: its solution passes, its stub doesn't, and wrong functions get in the page what they
get in plain Python."""

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from attention_lib.check import PROBLEMS, run

ROOT = Path(__file__).parents[2]
PATIENCE = 60_000
DIRECTIVE = re.compile(r"^::::\{live-exercise\} (\w+)$", re.MULTILINE)
EXERCISES = {
    page.stem: problems
    for page in sorted(ROOT.glob("book/*.md"))
    if (problems := DIRECTIVE.findall(page.read_text("utf8")))
}


@pytest.mark.parametrize("page", EXERCISES)
def test_the_solution_passes_and_the_stub_does_not(page: str, browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    context.route(lambda url: not url.startswith((site, "blob:")), lambda route: route.abort())
    tab = context.new_page()
    tab.goto(f"{site}/{page}.html", wait_until="networkidle")
    for problem in EXERCISES[page]:
        box = tab.locator(f"section.live-exercise[data-problem={problem}]")

        def press(name: str, box=box) -> str:
            box.get_by_role("button", name=name, exact=True).click()
            expect(box.get_by_role("button", name="Stop", exact=True)).to_be_hidden(timeout=PATIENCE)
            return box.locator(".live-output").inner_text()

        points = sum(criterion.points for criterion in PROBLEMS[problem].criteria)
        assert f"{problem}: 0 of {points} points" in press("Check")
        press("Solution")
        solution = box.locator("details.live-solution pre").inner_text()
        press("Edit")
        box.locator(".cm-content").click()
        tab.keyboard.press("Control+a")
        tab.keyboard.insert_text(solution)
        assert f"{problem}: {points} of {points} points" in press("Check")
        assert "all points" in box.locator(".live-status").inner_text()
    context.close()


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
