"""The browser that pages are looked at with."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

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
