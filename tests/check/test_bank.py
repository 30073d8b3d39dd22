"""The bank: every wrong implementation is rejected and its mistake named, no right one is refused."""

import importlib.util
from pathlib import Path

import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.examine import verdicts

_spec = importlib.util.spec_from_file_location(
    "what_goes_wrong", Path(__file__).with_name("what_goes_wrong.py")
)
what_goes_wrong = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(what_goes_wrong)
bank_files = what_goes_wrong.bank_files

OTHER_SEED = 1  # than the page of mistakes is made with; a thousand seeds: make bench
WRONG, RIGHT = bank_files.entries("wrong"), bank_files.entries("right")


def ids(entries):
    return [entry.id for entry in entries]


@pytest.mark.parametrize("entry", WRONG, ids=ids(WRONG))
def test_a_wrong_implementation_is_rejected_and_its_mistake_named(entry):
    report = run(entry.problem, entry.function(), OTHER_SEED)
    assert not report.passed, entry.mistake
    if entry.named is None:
        assert entry.held_out, "only what was held out may go unnamed"
    else:
        assert entry.named in bank_files.said(report), f"{entry.mistake}\n\n{report}"
    sentences = [diagnosis.sentence for diagnosis in report.diagnosis]
    assert len(set(sentences)) == len(sentences), "nothing is said twice"


@pytest.mark.parametrize("entry", RIGHT, ids=ids(RIGHT))
def test_a_right_implementation_is_accepted_however_odd(entry):
    report = run(entry.problem, entry.function(), OTHER_SEED)
    assert report.passed, f"{entry.mistake}\n\n{report}"


def test_the_marks_are_the_same_on_another_seed():
    other = {
        entry: sum(v.earned for v in verdicts(PROBLEMS[entry.problem], entry.function(), OTHER_SEED))
        for entry in WRONG
    }
    assert other == {entry: what_goes_wrong.reports()[entry].score for entry in WRONG}


@pytest.mark.parametrize(
    ("wrong", "seed"),
    [
        ("sinusoidal_positions/wrong/kept_table", 121),
        ("online_softmax_attention/wrong/query_blocks_that_fit", 145),
        ("masked_attention/wrong/minus_a_hundred", 149),
    ],
)
def test_sizes_that_met_by_chance_on_one_seed_change_no_marks_any_more(wrong, seed):
    (entry,) = (entry for entry in WRONG if entry.id == wrong)
    marks = [
        sum(verdict.earned for verdict in verdicts(PROBLEMS[entry.problem], entry.function(), each))
        for each in (seed, OTHER_SEED)
    ]
    assert marks[0] == marks[1]


def test_the_bank_is_as_large_and_the_checker_as_good_as_the_course_claims():
    wrong, rejected, named, right, accepted = what_goes_wrong.counts()
    assert (wrong >= 200, right >= 80) == (True, True)
    assert (rejected, accepted) == (wrong, right)
    known = [
        n - m for n, m in zip(what_goes_wrong.counts(), what_goes_wrong.counts(held_out=True), strict=True)
    ]
    assert known[2] == known[0]  # every mistake that was not held out is named
    assert named >= 0.95 * wrong


def test_so_it_is_on_mistakes_it_was_not_prepared_for():
    wrong, rejected, named, right, accepted = what_goes_wrong.counts(held_out=True)
    everything = what_goes_wrong.counts()
    assert 3 * (wrong + right) >= everything[0] + everything[3]
    assert (rejected, accepted) == (wrong, right)
    assert named >= 0.85 * wrong
    wrong, rejected, named, _, _ = what_goes_wrong.counts(last_round=True)
    assert rejected == wrong >= 90
    assert named >= 0.85 * wrong


def test_the_page_of_mistakes_is_up_to_date():
    assert what_goes_wrong.PAGE.read_text(encoding="utf-8") == what_goes_wrong.page(), "run `make mistakes`"


def test_every_function_of_the_course_is_in_the_bank():
    functions = {name for name, problem in PROBLEMS.items() if problem.choices and problem.in_bank}
    assert len(functions) == 18
    assert {entry.problem for entry in WRONG} == {entry.problem for entry in RIGHT} == functions
