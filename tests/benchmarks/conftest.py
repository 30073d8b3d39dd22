"""Races: two contestants take turns in one run, so that what else the machine does slows both alike."""

import statistics
import time
from dataclasses import dataclass

import pytest
import torch

SECONDS = 4.0  # about as long runs one race
ROUNDS = 7, 300


@dataclass
class Row:
    what: str
    against: str
    ours: str
    theirs: str
    ratio: float
    goal: float

    def __str__(self):
        met = "met" if self.ratio <= self.goal else "NOT MET"
        return (
            f"{self.what:52} {self.against:24} {self.ours:>9} {self.theirs:>9} "
            f"{self.ratio:6.2f} {'<= ' + format(self.goal, '.2f'):>8}  {met}"
        )


ROWS = pytest.StashKey[list[Row]]()


def pytest_configure(config):
    config.stash[ROWS] = []


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.section("ours / theirs, the median of rounds in which both took their turn")
    terminalreporter.write_line(
        f"{'what':52} {'against':24} {'ours':>9} {'theirs':>9} {'ratio':>6} {'goal':>8}"
    )
    for row in config.stash[ROWS]:
        terminalreporter.write_line(str(row))


@pytest.fixture
def note(request, benchmark):
    """Put a line into the table at the end, and the ratio into the file that pytest-benchmark writes."""

    def note(*facts):
        row = Row(*facts)
        request.config.stash[ROWS].append(row)
        benchmark.extra_info.setdefault("rows", []).append(vars(row))

    return note


@pytest.fixture
def race(benchmark, note):
    """Let two functions take turns, and note how much of the second's time the first one takes."""

    def race(what, ours, against, theirs, goal):
        theirs_took = []

        def turn_of_the_other():
            theirs_took.append(seconds(theirs))

        once = seconds(ours, theirs, ours, theirs) / 2  # the first calls also warm up
        rounds = int(min(max(SECONDS / once, ROUNDS[0]), ROUNDS[1]))
        benchmark.pedantic(ours, setup=turn_of_the_other, rounds=rounds, warmup_rounds=1)
        ours_took = benchmark.stats.stats.data
        theirs_took = theirs_took[-rounds:]
        ratio = statistics.median(a / b for a, b in zip(ours_took, theirs_took, strict=True))
        note(what, against, _ms(ours_took), _ms(theirs_took), ratio, goal)

    return race


@pytest.fixture(
    params=[
        "cpu",
        pytest.param(
            "cuda",
            marks=[
                pytest.mark.gpu,
                pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine"),
            ],
        ),
    ]
)
def device(request):
    return request.param


@pytest.fixture
def finished(device):
    """Wait until the device has done what it was told: CUDA only queues it."""
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None

    def finished(compute):
        def run():
            compute()
            wait()

        return run

    return finished


def seconds(*functions):
    start = time.perf_counter()
    for function in functions:
        function()
    return time.perf_counter() - start


def _ms(times):
    return f"{statistics.median(times) * 1e3:.1f} ms"
