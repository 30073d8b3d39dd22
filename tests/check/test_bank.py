"""The bank: every wrong implementation is rejected and its mistake named, no right one is refused."""

import importlib.util
import sys
from pathlib import Path

import pytest

from attention_lib.check import PROBLEMS, run

_spec = importlib.util.spec_from_file_location("bank_files", Path(__file__).with_name("bank_files.py"))
bank_files = importlib.util.module_from_spec(_spec)
sys.modules["bank_files"] = bank_files
_spec.loader.exec_module(bank_files)

WRONG, RIGHT = bank_files.entries("wrong"), bank_files.entries("right")


def ids(entries):
    return [entry.id for entry in entries]


@pytest.mark.parametrize("entry", WRONG, ids=ids(WRONG))
def test_a_wrong_implementation_is_rejected(entry):
    assert not run(entry.problem, entry.function).passed, entry.mistake


@pytest.mark.parametrize("entry", WRONG, ids=ids(WRONG))
def test_its_mistake_is_named(entry):
    report = run(entry.problem, entry.function)
    if entry.named is None:
        assert entry.held_out, "only what was held out may go unnamed"
    else:
        assert entry.named in bank_files.said(report), f"{entry.mistake}\n\n{report}"


@pytest.mark.parametrize("entry", RIGHT, ids=ids(RIGHT))
def test_a_right_implementation_is_accepted_however_odd(entry):
    report = run(entry.problem, entry.function)
    assert report.passed, f"{entry.mistake}\n\n{report}"


@pytest.mark.parametrize("entry", [*WRONG, *RIGHT], ids=ids([*WRONG, *RIGHT]))
def test_marks_are_the_same_on_every_seed(entry):
    assert len({run(entry.problem, entry.function, seed=seed).score for seed in range(5)}) == 1


def test_every_problem_of_the_contracts_is_in_the_bank():
    contracts = {name for name, problem in PROBLEMS.items() if problem.choices and problem.in_bank}
    assert {entry.problem for entry in WRONG} == {entry.problem for entry in RIGHT} == contracts
