"""The report's face in a terminal."""

import textwrap

from attention_lib.check.report import Example, Report, written

MARKS = {"holds": "✓", "fails": "✗", "waits": "·"}


BOLD, GREEN, RED, GREY = "1", "32", "31", "2"
COLOURS = {"holds": GREEN, "fails": RED, "waits": GREY}


def text(report: Report, colour: bool = False) -> str:
    """Write a report for a terminal, at most 88 columns wide where its arrays allow."""
    plain = _text(report)
    if not colour or report.refused:
        return plain
    lines = plain.split("\n")
    marks = {f"  {mark} ": COLOURS[status] for status, mark in MARKS.items()}
    for number, line in enumerate(lines):
        if line[:4] in marks:
            lines[number] = _in(marks[line[:4]], line)
        elif number == 0 or (line and not line.startswith(" ") and not lines[number - 1]):
            lines[number] = _in(BOLD, line)
    return "\n".join(lines)


def _in(code: str, line: str) -> str:
    return f"\033[{code}m{line}\033[0m"


def _text(report: Report) -> str:
    if report.refused:
        return _wrapped(report.refused, "")
    parts = [f"{report.problem}: {report.score} of {report.max_score} points", _criteria(report)]
    for diagnosis in report.diagnosis:
        parts += [_section("What is wrong", diagnosis.sentence), _section("How we know", diagnosis.evidence)]
        if diagnosis.hint:
            parts.append(_section("Hint", diagnosis.hint))
        if diagnosis.read:
            parts.append(_section("Read", diagnosis.read))
    if report.advice:
        parts.append(_section("Hint", report.advice))
    if report.trace:
        parts.append("Where it stopped, in your code\n" + textwrap.indent(report.trace, "  "))
    if report.example is not None:
        parts.append(_example(report.example))
    if not report.passed:
        parts.append(f"The same cases again: check({report.problem}, seed={report.seed})")
    return "\n\n".join(parts)


def _criteria(report: Report) -> str:
    lines = []
    for verdict in report.verdicts:
        mark = MARKS[verdict.status]
        lines.append(f"  {mark} {verdict.earned}/{verdict.points}  {verdict.name}: {verdict.what}")
        if verdict.status == "fails":
            lines.append(_wrapped(verdict.message, " " * 9))
    if any(verdict.status == "waits" for verdict in report.verdicts):
        lines.append(f"  {MARKS['waits']} is not judged yet.")
    return "\n".join(lines)


def _section(title: str, body: str) -> str:
    return f"{title}\n{_wrapped(body, '  ')}"


def _example(example: Example) -> str:
    lines = ["The smallest case where it shows"]
    shown = [*example.inputs.items(), *example.rows]
    width = max(len(name) for name, _ in shown)
    for name, value in shown:
        line = f"  {name:{width}}  {written(value, example.digits)}"
        # Only words are wrapped: an array stays one line to copy.
        lines.append(_wrapped(line, "", " " * (width + 4)) if isinstance(value, str) else line)
    return "\n".join(lines)


def _wrapped(body: str, indent: str, hanging: str | None = None) -> str:
    return textwrap.fill(body, 88, initial_indent=indent, subsequent_indent=hanging or indent)
