"""Where the checker sends a student to read, there is something to read."""

import re

import pytest
from bs4 import BeautifulSoup

from attention_lib.check import PROBLEMS

HEADING = re.compile("^h[1-6]$")
PLACES = sorted(
    {problem.read for problem in PROBLEMS.values()}
    | {
        option.read
        for problem in PROBLEMS.values()
        for choice in problem.choices
        for option in choice[1:]
        if option.read
    }
)


def test_every_mistake_is_explained_somewhere():
    for problem in PROBLEMS.values():
        for choice in problem.choices:
            for option in choice[1:]:
                assert option.sentence, option.name
                assert option.hint, option.name


@pytest.mark.parametrize("place", PLACES)
def test_a_place_to_read_has_the_title_that_is_named(place, book):
    part, title, page, anchor = re.fullmatch(
        r"(chapter \d+|the library), “(.+)” \((.+\.html)#(.+)\)", place
    ).groups()
    soup = BeautifulSoup((book / page).read_text(encoding="utf-8"), "html.parser")
    assert soup.article.h1.get_text().lower().startswith(part.removeprefix("chapter "))
    there = soup.find(id=anchor)
    if part == "the library":
        assert there.name == "dt"  # where a function is described
        assert title in there.get_text()
    else:
        heading = there.find(HEADING) or there.find_next(HEADING)
        assert title in heading.get_text()
