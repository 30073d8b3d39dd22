"""Which tests stay together when `make test` runs them on several cores."""

from pathlib import Path

import pytest

TOGETHER = {"book": "book", "grading": None, "exercises": None}
"""Folders whose tests share what is dear to make: the built book, a graded class of each file."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "xdist_group(name): tests that one worker runs, one after the other")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0] if "tests" in item.path.parts else ""
        if folder in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(TOGETHER[folder] or item.path.stem))
