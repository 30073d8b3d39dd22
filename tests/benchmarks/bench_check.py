"""The checker on its whole bank: one verdict on a thousand seeds, and how long a check takes.

SEEDS=100 make bench takes fewer seeds.
"""

import importlib.util
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from attention_lib.check import PROBLEMS, run
from attention_lib.check.examine import verdicts

SEEDS = int(os.environ.get("SEEDS", "1000"))
CHECK = Path(__file__).resolve().parents[1] / "check" / "bank_files.py"

_spec = importlib.util.spec_from_file_location("bank_files", CHECK)
bank_files = sys.modules.setdefault("bank_files", importlib.util.module_from_spec(_spec))
_spec.loader.exec_module(bank_files)

FUNCTIONS = [name for name, problem in PROBLEMS.items() if problem.choices and problem.in_bank]
TORCH = ("MultiHeadAttention",)


def entries(problem):
    return [
        entry for kind in ("wrong", "right") for entry in bank_files.entries(kind) if entry.problem == problem
    ]


def marks(problem, seeds):
    """Every mark that each file of a problem got on some seed; the seed is the outer loop, as for a class."""
    found = {entry.id: set() for entry in entries(problem)}
    for seed in seeds:
        for entry in entries(problem):  # run anew each time: what it remembers is a mistake of one check
            judged = verdicts(PROBLEMS[problem], entry.function(), seed)
            found[entry.id].add(sum(verdict.earned for verdict in judged))
    return found


@pytest.mark.parametrize("problem", FUNCTIONS)
def test_one_verdict_on_every_seed(problem, benchmark):
    half = [range(0, SEEDS, 2), range(1, SEEDS, 2)]
    with ProcessPoolExecutor(2) as pool:
        even, odd = benchmark.pedantic(lambda: list(pool.map(marks, [problem] * 2, half)), rounds=1)
    benchmark.extra_info["files"], benchmark.extra_info["seeds"] = len(even), SEEDS
    assert {name: sorted(even[name] | odd[name]) for name in even if len(even[name] | odd[name]) > 1} == {}


def seconds(problem, function, seed):
    start = time.process_time()
    report = run(problem, function, seed)
    return time.process_time() - start, report


@pytest.mark.parametrize("problem", FUNCTIONS)
def test_a_check_is_fast_and_a_diagnosis_takes_at_most_as_much_again(problem, note, benchmark):
    goal = 1.0 if problem in TORCH else 0.3

    def measure():
        took = {"right": [], "wrong": []}
        for entry in entries(problem):
            seconds(problem, entry.function(), 0)  # imports what it needs
            took[entry.kind].append(min(seconds(problem, entry.function(), seed)[0] for seed in (1, 2, 3)))
        return took

    took = benchmark.pedantic(measure, rounds=1)
    for kind, most in (("right", goal), ("wrong", 2 * goal)):
        middle, slowest = statistics.median(took[kind]), max(took[kind])
        note(
            f"check {problem}, {kind}, the slowest file",
            f"goal {most:g} s",
            f"{slowest * 1e3:.0f} ms",
            f"{middle * 1e3:.0f} ms",  # the median file, in the other's column
            slowest / most,
            1.0,
        )
