"""Runs functions of the checker's bank in the browser, beside the same in plain Python."""

import importlib.util
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from attention_lib.check import run

ROOT = Path(__file__).parents[2]
SEED = 1
NEEDS_MORE = ("import torch", "NUMPY_2 = True")  # than there is in the page: NumPy 1.25

CHECK = """async ({ worker, jobs }) => {
    window.bank ??= new Worker(worker, { type: "module" });
    const results = {};
    for (const [id, input] of jobs) {
        results[id] = await new Promise((resolve) => {
            window.bank.onmessage = ({ data }) => {
                if (data.kind === "done" || data.kind === "broken") resolve(data.result ?? data);
            };
            window.bank.postMessage({ id, name: "check", input });
        });
    }
    return results;
}"""


def entries(problem: str) -> list[Any]:
    """Return the wrong functions of a problem that can run in the page."""
    spec = importlib.util.spec_from_file_location("bank_files", ROOT / "tests/check/bank_files.py")
    bank_files = importlib.util.module_from_spec(spec)
    sys.modules["bank_files"] = bank_files  # for its data class
    spec.loader.exec_module(bank_files)
    return [
        entry
        for entry in bank_files.entries("wrong")
        if entry.problem == problem and not any(need in entry.path.read_text("utf8") for need in NEEDS_MORE)
    ]


def in_the_page(tab: Page, book: Path, some: list[Any]) -> dict[str, Any]:
    """Return what the page says of each function: its criteria and its diagnosis."""
    worker = next(book.glob("_static/live/python-*/worker.js")).relative_to(book).as_posix()
    jobs = [
        [entry.id, {"problem": entry.problem, "name": "bank", "seed": SEED, "code": code(entry)}]
        for entry in some
    ]
    results = tab.evaluate(CHECK, {"worker": worker, "jobs": jobs})
    return {
        entry.id: verdict(results[entry.id]["verdicts"], results[entry.id]["said"])
        if "verdicts" in results[entry.id]
        else results[entry.id]
        for entry in some
    }


def in_plain_python(some: list[Any]) -> dict[str, Any]:
    """Return the same, here."""
    reports = {entry.id: run(entry.problem, entry.function(), SEED) for entry in some}
    return {
        id: verdict([[v.name, v.status] for v in report.verdicts], [d.name for d in report.diagnosis])
        for id, report in reports.items()
    }


def code(entry: Any) -> str:
    """Return a file of the bank, in which the function has the problem's name."""
    text = entry.path.read_text("utf8")
    return text if hasattr(entry.module, entry.problem) else f"{text}\n\n{entry.problem} = attention\n"


def verdict(criteria: list[list[str]], said: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return what must be the same on both sides: all but float32, which only NumPy 2 lets np.sqrt(8) widen."""
    return (
        {name: status for name, status in criteria if name != "dtype"},
        [name for name in said if name != "other-dtype"],
    )
