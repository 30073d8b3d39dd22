"""The summary as a page of its own: no script, no other host, nothing from a student that is not escaped."""

import base64
import hashlib
import io
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attention_lib.grading.hostile import visible

TEMPLATE = Path(__file__).with_name("page.html.j2")
STYLE = Path(__file__).with_name("page.css")
SVG = "http://www.w3.org/2000/svg"
INK = "#010203"
"""A colour that stands for the page's own ink, light or dark."""

SHOWN_PAIRS = 30
"""Pairs whose code is on the page; the JSON has them all."""

LONGEST_CODE = 6_000
"""Characters of one cell's code that are shown."""


def page(
    facts: Mapping[str, Any], codes: Mapping[str, Mapping[str, str]], feedback: Mapping[str, str]
) -> str:
    """Write the page.

    Parameters
    ----------
    facts
        What `tally` counted.
    codes
        For each student the code of each cell, shown where two are alike.
    feedback
        For each student the address of the feedback page, or nothing.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    style = STYLE.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: visible(value, also="\n\t") if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": count,
        "lateness": lateness,
        "points": lambda value: f"{round(value, 2):g}",
    }
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        facts,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=Markup(style),
        plot=Markup(plot(facts["marks"]["bars"], facts["max_score"])) if facts["marks"] else None,
        spoken=spoken(facts["marks"]["bars"]) if facts["marks"] else "",
        codes={
            who: {cell: text[:LONGEST_CODE] for cell, text in cells.items()} for who, cells in codes.items()
        },
        feedback=feedback,
        shown_pairs=SHOWN_PAIRS,
        place=place,
    )


def count(number: int, what: str = "student") -> str:
    """Say a number of things.

    Examples
    --------
    >>> count(1), count(0), count(3, "pair")
    ('1 student', '0 students', '3 pairs')
    """
    return f"{number} {what}" + ("" if number == 1 else "s")


def lateness(seconds: float) -> str:
    """Say a duration as one would.

    Examples
    --------
    >>> lateness(90), lateness(7200), lateness(200_000)
    ('2 minutes', '2 hours', '2 days')
    """
    for unit, size in (("day", 86400), ("hour", 3600)):
        if seconds >= 1.5 * size:
            return count(round(seconds / size), unit)
    return count(-int(-seconds // 60), "minute")


def place(read: str) -> str:
    """Of a place in the book, what a person looks for: without the file's name.

    Examples
    --------
    >>> place("chapter 1, “The wrong matrix turned” (01-scores.html#scores-wrong-side)")
    'chapter 1, “The wrong matrix turned”'
    """
    return read.rpartition(" (")[0] if read.endswith(")") else read


def label(bar: Mapping[str, Any]) -> str:
    """What a bar stands for: one number of points, or from which to which.

    Examples
    --------
    >>> label({"from": 3, "to": 4, "students": 1}), label({"from": 4, "to": 6, "students": 1})
    ('3', '4 to below 6')
    """
    one = bar["to"] - bar["from"] == 1
    return f"{bar['from']:g}" if one else f"{bar['from']:g} to below {bar['to']:g}"


def spoken(bars: list[dict[str, Any]]) -> str:
    """The plot in a sentence, for those who can't see it."""
    said = [f"{label(bar)}: {bar['students']}" for bar in bars if bar["students"]]
    return f"How many students have how many points. {'; '.join(said)}."


def plot(bars: list[dict[str, Any]], max_score: float) -> str:
    """Draw the distribution of the marks as SVG that needs no style: it lives under a strict policy."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "marks", "font.size": 12}):
        figure = Figure(figsize=(6.4, 2.6), layout="constrained")
        axes = figure.subplots()
        width = bars[0]["to"] - bars[0]["from"]
        shift = 0 if width == 1 else width / 2  # a bar for one number of points stands over its number
        axes.bar(
            [bar["from"] + shift for bar in bars],
            [bar["students"] for bar in bars],
            0.85 * width,
            color="#0072B2",
        )
        axes.set_xlabel("points", color=INK)
        axes.set_ylabel("students", color=INK)
        axes.set_xlim(-0.6 * width, bars[-1]["to"] - 0.4 * width)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.tick_params(colors=INK)
        axes.spines[:].set_color(INK)
        axes.spines[["top", "right"]].set_visible(False)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator")))
    return unstyled(file.getvalue(), spoken(bars))


def unstyled(svg: str, words: str) -> str:
    """Turn style attributes, which the page's policy forbids, into the attributes that say the same."""
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    drawing = ET.fromstring(svg)
    for parent in list(drawing.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)
        for rule in filter(None, map(str.strip, parent.attrib.pop("style", "").split(";"))):
            name, _, value = rule.partition(":")
            parent.set(name.strip(), value.strip().replace(INK, "currentColor"))
    for size in ("width", "height"):
        drawing.attrib.pop(size, None)
    drawing.attrib |= {"role": "img", "aria-label": words, "stroke-linejoin": "round", "class": "plot"}
    return ET.tostring(drawing, encoding="unicode")
