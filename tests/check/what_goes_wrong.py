"""Writes book/what-goes-wrong.md: every mistake of the bank, what catches it, and what the student reads.

Run it with `make mistakes` after the bank or the checker has changed; a test says when it is due.
"""

import importlib.util
import sys
from functools import cache
from pathlib import Path

from attention_lib.check import PROBLEMS, run

_spec = importlib.util.spec_from_file_location("bank_files", Path(__file__).with_name("bank_files.py"))
bank_files = sys.modules.setdefault("bank_files", importlib.util.module_from_spec(_spec))
if not hasattr(bank_files, "entries"):
    _spec.loader.exec_module(bank_files)

PAGE = Path(__file__).resolve().parents[2] / "book" / "what-goes-wrong.md"
SEED = 0

HEAD = """---
myst:
  html_meta:
    description: Every mistake on which the checker of this course is tried, what catches it and what the student reads.
---

# What goes wrong

A checker that is never checked is an opinion. This one is tried on a bank of functions that people write: {wrong} wrong ones and {right} right ones, however odd. This page shows them all, as the checker sees them. Nobody writes it by hand; `make mistakes` makes it from the bank, and a test fails when it is out of date.

Part of the bank was *held out*. It was written in three rounds, by people who had not seen which mistakes the checker knows, and each round was first tried when those were finished. From the first two rounds the checker then learned. The last one tells how it does on mistakes that nobody prepared it for: its functions count as they came out at the first try, and some of its rows end in a plain statement of what differs. A mistake counts as named if what the report says is wrong is what is wrong, in the eyes of somebody who reads both (for the last round, and for the larger part of the first, a person who wrote neither; for the rest, an author of the checker). Where a mistake fits as well as another, the report names the two, and it counts if one of them is right.

{summary}

In the tables below, *caught by* is the first criterion that fails, and *what the student reads* is the report's sentence; what was held out is marked with a star.
"""


@cache
def reports():
    return {
        entry: run(entry.problem, entry.function(), SEED)
        for kind in ("wrong", "right")
        for entry in bank_files.entries(kind)
    }


def is_named(entry, report):
    return entry.named is not None and entry.named in bank_files.said(report)


def counts(problem=None, held_out=None, last_round=False):
    """Count wrong, rejected, named, right and accepted ones."""
    found = [0] * 5
    for entry, report in reports().items():
        if problem not in (None, entry.problem) or held_out not in (None, entry.held_out):
            continue
        if last_round and not entry.last_round:
            continue
        if entry.kind == "wrong":
            found[0] += 1
            found[1] += not report.passed
            found[2] += is_named(entry, report)
        else:
            found[3] += 1
            found[4] += report.passed
    return found


def _escaped(words):
    for letter in "\\|*_<>$`[]":
        words = words.replace(letter, "\\" + letter)
    return words


def _row(entry, report):
    caught = next((v for v in report.verdicts if v.status == "fails"), None)
    said = " *or:* ".join(_escaped(d.sentence.removeprefix(_MAY_BE)) for d in report.diagnosis[:3])
    star = " ★" if entry.held_out else ""
    message = said or (_escaped(caught.message) if caught else "")
    return f"| {_escaped(entry.mistake)}{star} | {caught.name if caught else ''} | {message} |"


_MAY_BE = "It may be this (we can't tell from the results): "


def page():
    """The page's text."""
    problems = [name for name in PROBLEMS if any(entry.problem == name for entry in reports())]
    lines = ["| function | wrong | rejected | named | right | accepted |", "|---|---|---|---|---|---|"]
    for name in problems:
        lines.append(
            f"| [`{name}`](#wrong-{name.replace('_', '-').lower()}) | "
            + " | ".join(map(str, counts(name)))
            + " |"
        )
    lines.append("| **all** | " + " | ".join(f"**{n}**" for n in counts()) + " |")
    if any(entry.held_out for entry in reports()):
        lines.append("| **held out** | " + " | ".join(f"**{n}**" for n in counts(held_out=True)) + " |")
        lines.append(
            "| **in the last round** | " + " | ".join(f"**{n}**" for n in counts(last_round=True)) + " |"
        )
    wrong, _, _, right, _ = counts()
    parts = [HEAD.format(wrong=wrong, right=right, summary="\n".join(lines))]
    for name in problems:
        rows = [_row(e, r) for e, r in reports().items() if e.kind == "wrong" and e.problem == name]
        odd = "; ".join(
            _escaped(e.mistake.rstrip(".")) for e in reports() if e.kind == "right" and e.problem == name
        )
        parts.append(
            f"(wrong-{name.replace('_', '-').lower()})=\n## `{name}`\n\n"
            "| the mistake | caught by | what the student reads |\n|---|---|---|\n"
            + "\n".join(rows)
            + f"\n\nRight, and accepted: {odd}.\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
