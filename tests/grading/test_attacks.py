"""A class of attackers and of careless honest students, graded for real: who gains what, and who notices.

What each of them hands in is in attacks/, a file a submission. All are graded in one run, beside two honest
neighbours, in a course that is full of secrets and has sockets that listen.
"""

import importlib.util
import json
import re
import sys
from pathlib import Path

import pytest

from attention_lib.grading import sandbox

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # nbgrader's own, and nbformat's about what attackers hand in
    pytest.mark.skipif(bool(sandbox.missing()), reason="; ".join(sandbox.missing())),
]
FOLDER = Path(__file__).with_name("attacks")


def load(name):
    """Load a module of the attacks' folder, which is no package: the attacks are files there."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


attacks, outcome, ours, table = map(load, ("attacks", "outcome", "ours", "table"))
ATTACKS = attacks.read_all()
HOSTILE = [attack for attack in ATTACKS if attack.kind != "careless"]
CARELESS = [attack for attack in ATTACKS if attack.kind == "careless"]


def each(some):
    return pytest.mark.parametrize("attack", some, ids=lambda attack: attack.name)


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    return ours.grade_class(tmp_path_factory.mktemp("attacks") / "class", ATTACKS)


@pytest.fixture(scope="module")
def browsed(graded, browser):
    """Open the pages that are meant to act as a teacher would: which acted, and which asked for something."""
    return ours.in_browser(browser, graded.world, [a for a in ATTACKS if a.kind in ("teacher", "files")])


def test_there_are_enough():
    assert len(HOSTILE) >= 50
    assert len(CARELESS) >= 10


@each(HOSTILE)
def test_an_attack_gains_no_mark(graded, attack):
    assert graded.outcomes[attack.name].gained == 0 or attack.known


@each(CARELESS)
def test_careless_work_gets_what_its_code_deserves(graded, attack):
    grades = graded.world.grades(attack)
    assert {name: points for name, points in grades.items() if points} == attack.points


@each(ATTACKS)
def test_everyone_has_marks(graded, attack):
    assert graded.outcomes[attack.name].graded


@each(ATTACKS)
def test_no_secret_is_read(graded, attack):
    assert graded.outcomes[attack.name].read == [] or attack.known


@each([attack for attack in ATTACKS if attack.sign])
def test_it_does_not_get_what_it_wants(graded, attack):
    assert not graded.outcomes[attack.name].did


@each([attack for attack in ATTACKS if attack.note])
def test_the_teacher_is_told(graded, attack):
    assert attack.note in graded.told(attack)


@each(ATTACKS)
def test_nothing_of_it_acts_in_a_page(graded, attack):
    assert graded.outcomes[attack.name].page == []


@each([attack for attack in ATTACKS if attack.kind == "teacher"])
def test_nothing_of_it_runs_in_a_browser(browsed, attack):
    assert attack.name not in browsed[0]
    assert attack.name not in browsed[1]


@each(ATTACKS)
def test_every_page_carries_a_strict_policy(graded, attack):
    for path in outcome.pages(graded.world, attack):
        text = path.read_text(encoding="utf-8")
        assert re.search(r"Content-Security-Policy[^>]+default-src 'none'", text[:3000]), path.name


@each(ATTACKS)
def test_no_result_is_too_large_to_open(graded, attack):
    assert graded.outcomes[attack.name].megabytes * 1e6 < outcome.LARGE


def test_the_neighbours_have_their_marks(graded):
    assert graded.neighbours == ours.HONEST


def test_no_file_was_touched(graded):
    assert graded.changed == []
    assert graded.strays == []


def test_no_connection_reached_this_machine(graded):
    assert graded.contacts == []


def test_no_process_is_left(graded):
    assert graded.left == []


def test_the_run_ends_and_says_who_needs_the_teacher(graded):
    assert {code for code, _, _ in graded.runs.values()} <= {0, 1}
    for assignment, (code, said, _) in graded.runs.items():
        last = said.splitlines()[-1]
        assert (code == 1) == last.startswith("Look at: "), assignment


def test_what_the_terminal_gets_is_plain_text(graded):
    said = "".join(said for _, said, _ in graded.runs.values())
    assert re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\udc80-\udcff]", said) == []


def test_the_summary_holds_nothing_that_acts(graded):
    found = sorted((graded.world.course / "course" / "summary").glob("*"))
    assert len(found) >= len(graded.runs)
    assert outcome.active_in([path for path in found if path.suffix == ".html"], graded.world) == set()
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert not any(secret in text for secret in graded.world.secrets.values()), path.name
        if path.suffix == ".csv":  # no cell that a spreadsheet would take for a formula
            assert not re.search(r'(^|[,;])"?[=@+\t]', text, re.M)


def test_the_class_took_no_longer_than_its_limits_allow(graded):
    assert sum(seconds for _, _, seconds in graded.runs.values()) < 30 * len(ATTACKS)


def test_the_page_in_the_book_is_made_of_what_was_seen():
    assert table.PAGE.read_text(encoding="utf-8") == table.page()
    assert set(json.loads((FOLDER / "ours.json").read_text())) == {attack.name for attack in ATTACKS}
