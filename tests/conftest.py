"""The browser that pages are looked at with, and which tests run in one process."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BOOK = Path(__file__).parent / "book"

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--speed", action="store_true", help="measure also how fast pages are: minutes, on a quiet machine"
    )


@pytest.fixture(scope="session")
def program() -> str:
    """Return the system's Chromium; without one, skip, but fail where all tests must run."""
    found = filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome")))
    if not (path := next(found, None)):
        reason = "no Chromium on PATH, so the pages cannot be looked at"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return path


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep together, in one of the processes that test at the same time, what shares what is slow to make.

    A file's tests share their fixtures, and all tests of the book its one build in `_build/`.
    """
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            group = "book" if BOOK in item.path.parents else str(item.path)
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def browser(program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return the system's Chromium, running."""
    from playwright.sync_api import sync_playwright  # not there where only the library is tested

    with sync_playwright() as playwright:
        # Chromium keeps its crash reports in the home folder, and tests write nothing there.
        home = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path_factory.mktemp("chromium"))}
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS, env=home)
        yield chromium
        chromium.close()
