"""The report's face in a notebook and in the page: HTML that needs no style sheet and no script.

Colours are transparent layers over the page's own, so the report is legible in light and dark. What
comes from the student is escaped.
"""

from html import escape
from typing import Any

import numpy as np

from attention_lib.check.report import Example, Report, written

MARKS = {"holds": ("✓", "holds"), "fails": ("✗", "does not hold"), "waits": ("·", "not judged yet")}
CELL = "padding:.1em .5em"
GOOD, BAD = "rgba(0, 158, 115, .18)", "rgba(213, 94, 0, .18)"  # Okabe and Ito: safe for colour-blind readers


def html(report: Report, again: bool = True) -> str:
    """Write a report as HTML; `again` adds how to have the same cases again."""
    if report.refused:
        return _box(f"<p>{escape(report.refused)}</p>", BAD)
    head = f"{escape(report.problem)}: {report.score} of {report.max_score} points"
    parts = [_box(f"<strong>{head}</strong>", GOOD if report.passed else BAD), _criteria(report)]
    for diagnosis in report.diagnosis:
        read = f"<p>Read: {escape(diagnosis.read)}</p>" if diagnosis.read else ""
        hint = (
            f"<details><summary style='display:list-item;cursor:pointer'>Hint</summary>{_p(diagnosis.hint)}</details>"
            if diagnosis.hint
            else ""
        )
        said = f"<strong>{escape(diagnosis.sentence)}</strong>"
        parts.append(_box(f"<p>{said}</p><p>How we know: {escape(diagnosis.evidence)}</p>{hint}{read}", BAD))
    if report.advice:
        parts.append(f"<p>Hint: {escape(report.advice)}</p>")
    if report.trace:
        parts.append(f"<p>Where it stopped, in your code:</p><pre>{escape(report.trace)}</pre>")
    if report.example is not None:
        parts.append(_example(report.example))
    if again and not report.passed:
        line = f"check({escape(report.problem)}, seed={report.seed})"
        parts.append(f"<p><small>The same cases again: <code>{line}</code></small></p>")
    return f'<div class="attention-report">{"".join(parts)}</div>'


def _criteria(report: Report) -> str:
    rows = []
    for verdict in report.verdicts:
        mark, words = MARKS[verdict.status]
        message = f"<br><small>{escape(verdict.message)}</small>" if verdict.status == "fails" else ""
        rows.append(
            f'<tr><td title="{words}">{mark}</td><td style="{CELL}">{verdict.earned}/{verdict.points}</td>'
            f'<td style="{CELL};text-align:left"><em>{escape(verdict.name)}</em>: '
            f"{escape(verdict.what)}{message}</td></tr>"
        )
    waiting = any(verdict.status == "waits" for verdict in report.verdicts)
    waits = "<p><small>· is not judged yet.</small></p>" if waiting else ""
    return (
        f'<table style="border-collapse:collapse"><thead><tr><td></td><th style="{CELL}">points</th>'
        f'<th style="{CELL};text-align:left">what must hold</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
        + waits
    )


def _example(example: Example) -> str:
    inputs = "".join(
        f"<li>{escape(name)} = <code>{escape(written(value, example.digits))}</code></li>"
        for name, value in example.inputs.items()
    )
    rows = example.rows
    result = ""
    if isinstance(example.yours, dict):
        for (name, yours), (_, expected) in zip(rows[::2], rows[1::2], strict=True):
            result += _beside(name.removeprefix("yours").strip(), yours, expected, example.digits)
    else:
        result = "".join(
            f"<p>{escape(name)}: <code>{escape(written(value, example.digits))}</code></p>"
            for name, value in rows
        )
    return f"<p>The smallest case where it shows:</p><ul>{inputs}</ul>{result}"


def _beside(name: str, yours: Any, expected: Any, digits: int) -> str:
    """Yours and the expected as grids, matrix by matrix where there are batch axes; else as text."""
    if yours.ndim == expected.ndim == 1:
        yours, expected = yours[None], expected[None]
    if yours.ndim < 2 or yours.ndim != expected.ndim or yours.ndim > 4:
        return "".join(
            f"<p>{escape(f'{whose} {name}'.strip())}: <code>{escape(written(value, digits))}</code></p>"
            for whose, value in (("yours", yours), ("expected", expected))
        )
    grids = []
    same = yours.shape == expected.shape
    for place in np.ndindex(*expected.shape[:-2]) if same or expected.ndim == 2 else ():
        mine, right = yours[place], expected[place]
        wrong = (
            ~((mine == right) | (np.isnan(mine) & np.isnan(right)))
            if same
            else np.ones(mine.shape, dtype=bool)
        )
        at = f" {name}{list(place) if place else ''}"
        grids += [
            _grid("yours" + at, mine, wrong, digits),
            _grid("expected" + at, right, np.zeros(right.shape, dtype=bool), digits),
        ]
        if same and mine.dtype.kind == "f" and right.dtype.kind == "f":
            grids.append(_grid("yours − expected" + at, mine - right, wrong, 4))
    for whose, array in () if grids else (("yours", yours), ("expected", expected)):
        for place in np.ndindex(*array.shape[:-2]):
            none = np.zeros(array.shape[-2:], dtype=bool)
            grids.append(_grid(f"{whose} {name}{list(place)}", array[place], none, digits))
    return f'<div style="display:flex;flex-wrap:wrap;gap:1.5em">{"".join(grids)}</div>'


def _grid(title: str, array: Any, wrong: Any, digits: int) -> str:
    """A matrix with its numbers written in; entries that are wrong are shaded and underlined."""
    rows = []
    for entries, flags in zip(array, wrong, strict=True):
        cells = "".join(
            f'<td style="{CELL};background:{BAD};text-decoration:underline">{written(entry, digits)}</td>'
            if flag
            else f'<td style="{CELL}">{written(entry, digits)}</td>'
            for entry, flag in zip(entries, flags, strict=True)
        )
        rows.append(f"<tr>{cells}</tr>")
    caption = f'<caption style="caption-side:top;white-space:nowrap">{escape(title)}</caption>'
    body = f"<tbody>{''.join(rows)}</tbody>"
    return f'<table style="width:auto;margin:0">{caption}{body}</table>'


def _box(inner: str, colour: str) -> str:
    return f'<div style="background:{colour};padding:.4em .8em;margin:.4em 0">{inner}</div>'


def _p(body: str) -> str:
    return f"<p>{escape(body)}</p>"
