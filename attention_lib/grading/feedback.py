"""The feedback page: nbgrader's own, which loads nothing and runs nothing."""

# mypy: allow-untyped-calls, allow-subclassing-any, allow-untyped-decorators

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert.exporters import HTMLExporter, TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbgrader.converters import GenerateFeedback

from attention_lib.grading.clean import html

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.S | re.I)
NAMELESS = re.compile(r"<img\s+(?![^>]*\balt=)", re.I)
HEAD = re.compile(r"<head>", re.I)
MOST_KEPT = 400
"""Rendered texts; a notebook has about 40."""
# Code is passed over; in the rest, what stands between dollar signs is a formula.
FORMULA = re.compile(
    r"<(pre|code)\b.*?</\1>|<[^>]*>|(?<![\\$])\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?![$\d])",
    re.S,
)


class FeedbackExporter(HTMLExporter):
    """nbgrader's page, its Markdown cleaned once more, its formulas as MathML.

    MathJax, which nbgrader loads from another host, is not needed: browsers show MathML themselves.
    What was rendered is kept, for most cells are the same for the whole class.
    """

    def __init__(self, **named: Any) -> None:
        super().__init__(**named)
        self.rendered: dict[tuple[str, str], str] = {}
        self.colours = Highlight2HTML(pygments_lexer="ipython3", parent=self)

    def kept(self, kind: str, source: str, render: Callable[[], str]) -> str:
        """Render a text, or find it rendered."""
        if (kind, source) not in self.rendered:
            if len(self.rendered) >= MOST_KEPT:
                self.rendered.clear()
            self.rendered[kind, source] = render()
        return self.rendered[kind, source]

    def highlight(self, source: str, metadata: Any = None) -> str:
        """Colour code; `clean` has taken from its metadata what would have a say in it."""
        return self.kept("code", source, lambda: str(self.colours(source)))

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """Render Markdown."""
        if context.get("cell", {}).get("attachments"):
            return self.render(context, source)
        return self.kept("text", source, lambda: self.render(context, source))

    def render(self, context: Any, source: str) -> str:
        """Render Markdown, whatever it is."""
        try:
            rendered = super().markdown2html(context, source)
        except Exception:  # the parser's own limits, at a text made to find them
            rendered = f"<pre>{escape(source)}</pre>"
        return html(FORMULA.sub(_formula, rendered))

    def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
        """Convert a notebook. nbconvert's own reads the page again, to look for pictures without a text."""
        self.register_filter("highlight_code", self.highlight)
        return TemplateExporter.from_notebook_node(self, nb, self._init_resources(resources), **kw)


def _formula(found: re.Match[str]) -> str:
    display = found[2] is not None
    tex = found[2] if display else found[3]
    if tex is None:
        return found[0]
    try:
        mathml: str = convert(unescape(tex), display="block" if display else "inline")
    except Exception:  # what isn't TeX after all stays as it was written
        return found[0]
    return mathml


def feedback_exporter(coursedir: Any, config: Any) -> FeedbackExporter:
    """Make the exporter with which a process writes all its pages.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        Where the course is.
    config : traitlets.config.Config
        The teacher's.
    """
    config = config.copy()
    config.HTMLExporter.template_name = "feedback"  # as `nbgrader generate_feedback` sets it
    converter = GenerateFeedback(coursedir=coursedir, config=config)
    exporter = FeedbackExporter(parent=converter, config=converter.config)
    for preprocessor in converter.preprocessors:
        exporter.register_preprocessor(preprocessor)
    return exporter


def page(exporter: FeedbackExporter, nb: Any, resources: Any) -> str:
    """Write one page.

    Parameters
    ----------
    exporter : FeedbackExporter
        See `feedback_exporter`.
    nb : notebook
        Graded and cleaned.
    resources : dict
        nbgrader's: who, what, and where the marks are.
    """
    body, _ = exporter.from_notebook_node(nb, resources=resources)
    policy = f'<head>\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    body = NAMELESS.sub('<img alt="A picture that the code made" ', SCRIPT.sub("", body))
    return HEAD.sub(policy, body, count=1)
