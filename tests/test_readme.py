"""What the README says is so."""

import re
from pathlib import Path

import numpy as np
import pytest

from attention_lib.check import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_report_shown_is_what_the_checker_says_of_that_very_line():
    body = re.search(r"after writing `(return .*)`,", README)[1]
    namespace = {"np": np}
    exec(f"def student(Q, K):\n    {body}", namespace)
    shown = re.search(r"```\n(dot_product_scores: .*?)\n```", README, re.DOTALL)[1]
    seed = int(re.search(r"seed=(\d+)", shown)[1])
    assert run("dot_product_scores", namespace["student"], seed=seed).text() == shown


def test_every_make_target_it_names_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"serve", "test"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:.* ## ", makefile, re.MULTILINE), target


def test_every_room_of_the_house_is_there():
    rows = re.findall(r"^\| (`.*?) \|", README, re.MULTILINE)
    rooms = [room for row in rows for room in re.findall(r"`([^`]+)`", row)]
    assert len(rooms) > 10
    for room in rooms:
        assert (ROOT / room).exists(), room


def test_the_picture_is_what_the_library_draws(tmp_path):
    pytest.importorskip("matplotlib")
    from attention_lib.book.picture import PICTURE, draw

    draw(tmp_path / "again.svg")
    words = re.compile(r"<text[^>]*>(.*?)</text>")
    drawn = words.findall((tmp_path / "again.svg").read_text(encoding="utf-8"))
    assert {"river", "bank asks", "6"} <= set(drawn)
    assert words.findall(PICTURE.read_text(encoding="utf-8")) == drawn
    assert f"({PICTURE.relative_to(ROOT).as_posix()})" in README
