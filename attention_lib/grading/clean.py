"""Take from a graded notebook what a student could mean for the teacher's browser.

formgrader and the feedback page show what students wrote and what their code displayed: Markdown may hold
HTML, an output may be a script. What the teacher wrote and what the judge reports stays as it is.
"""

import re
from typing import Any

import nh3
from nbgrader.utils import is_grade, is_solution

BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
PICTURES = ("image/png", "image/jpeg")
MOST_TEXT = 100_000
"""Characters of one output; what is longer is cut."""
MOST_PICTURE = 4_000_000

# A tag needs a letter right behind its "<"; a space without width between them is seen by no reader, and
# leaves code and formulas as they look. Plain tags without attributes pass.
TAG = re.compile(r"<(?=[A-Za-z/!?])(?!/?(?:b|i|u|em|strong|sub|sup|code|kbd|br|p)\s*/?>)", re.I)
FINE_TARGET = r"(?:https?://|mailto:|\#)"
PICTURE = re.compile(r"!\[(?![^\]\n]*\]\((?:attachment:|data:image/(?:png|jpeg);base64,))")
TARGET = re.compile(rf"\]\((?!\s*{FINE_TARGET}|attachment:|data:image/(?:png|jpeg);base64,)", re.I)
REFERENCE = re.compile(rf"^([ >\t]*\[[^\]]*\]:)(?!\s*{FINE_TARGET})", re.I | re.M)
# Colours are kept; a terminal's other commands, and characters that have no place in text or turn around what
# follows them, are not.
CONTROL = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b\[[0-9;?]*[A-Za-ln-z]|"
    r"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)

LANGUAGE = {
    "name": "python",
    "mimetype": "text/x-python",
    "file_extension": ".py",
    "pygments_lexer": "ipython3",
}


def clean(nb: Any, teachers: set[str]) -> list[str]:
    """Clean a notebook where it stands, and say what was left out.

    Parameters
    ----------
    nb : notebook
        After grading: its graded cells are restored.
    teachers : set of str
        The texts of the exercise's own Markdown, which may hold whatever they like.

    Returns
    -------
    list of str
        Sentences, such as "An output of the type application/javascript was left out."
    """
    said: list[str] = []
    kept = {name: nb.metadata[name] for name in ("kernelspec", "attention_lib") if name in nb.metadata}
    nb.metadata.clear()
    nb.metadata.update(kept, language_info=dict(LANGUAGE))
    for cell in nb.cells:
        mark = {name: cell.metadata[name] for name in ("nbgrader", "deletable") if name in cell.metadata}
        cell.metadata.clear()
        cell.metadata.update(mark)
        if cell.cell_type == "code":
            if not (is_grade(cell) and not is_solution(cell)):  # there the outputs are the judge's
                cell.outputs = [clean_output(output, said) for output in cell.outputs]
        elif cell.source not in teachers:
            clean_text(cell, said)
    return list(dict.fromkeys(said))


def clean_text(cell: Any, said: list[str]) -> None:
    """Make a Markdown or raw cell harmless for every program that renders it."""
    attachments = cell.pop("attachments", {})
    kept = {name: pictures(data) for name, data in attachments.items()}
    kept = {name: data for name, data in kept.items() if data}
    if cell.cell_type == "markdown" and kept:
        cell.attachments = kept
    cell.source = markdown(cell.source, kept)
    if re.search(r"<\u200b(?:script|iframe|object|embed|svg|img|link|meta|form)\b", cell.source, re.I):
        said.append("HTML in a text cell is shown as text.")


def markdown(source: str, attachments: Any = ()) -> str:
    r"""Make Markdown harmless: its HTML is shown as text, its links lead to pages, its pictures are its own.

    Examples
    --------
    >>> ascii(markdown("<script>alert(1)</script> if a < b"))
    "'<\\u200bscript>alert(1)<\\u200b/script> if a < b'"
    >>> markdown("[here](javascript:alert(1))")
    '[here](#javascript:alert(1))'
    """
    source = TAG.sub("<\u200b", CONTROL.sub("", source))
    source = PICTURE.sub("!\u200b[", source)
    for name in set(re.findall(r"\]\(attachment:([^)\s]*)", source)) - set(attachments):
        source = source.replace(
            f"](attachment:{name}", f"](#{name}"
        )  # nbconvert stops at one that is missing
    return REFERENCE.sub(r"\1 #", TARGET.sub("](#", source))


def pictures(data: Any) -> dict[str, str]:
    """Keep of a bundle of types the pictures that are nothing but pictures."""
    found = {kind: data[kind] for kind in PICTURES if isinstance(data.get(kind), str)}
    return {k: v for k, v in found.items() if len(v) <= MOST_PICTURE and BASE64.fullmatch(v)}


def clean_output(output: Any, said: list[str]) -> Any:
    """Make one output harmless."""
    if output.output_type == "stream":
        output.text = text(output.text)
    elif output.output_type == "error":
        output.ename, output.evalue = text(output.ename), text(output.evalue)
        output.traceback = [text(line) for line in output.traceback]
    else:
        data = output.data
        kept: dict[str, Any] = pictures(data)
        if isinstance(data.get("text/plain"), str):
            kept["text/plain"] = text(data["text/plain"])
        if isinstance(data.get("text/html"), str):
            kept["text/html"] = html(data["text/html"][:MOST_TEXT])
        for kind in sorted(set(data) - set(kept)):
            said.append(f"An output of the type {kind[:80]} was left out.")
        if not kept:
            kept["text/plain"] = "(This output can't be shown here.)"
        output.data = type(data)(kept)
        output.metadata = type(data)()
    return output


def text(words: str) -> str:
    """Cut a text to a length that a page can show, and take control characters out."""
    if len(words) > MOST_TEXT:
        words = words[:MOST_TEXT] + "\n... Output truncated ..."
    return CONTROL.sub("", words)


MATHML = {
    "math", "mrow", "mi", "mo", "mn", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mstyle", "mpadded", "mphantom", "menclose",
}  # fmt: skip
HARMLESS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s",
    "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "u", "ul", "var",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"class", "title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start"},
    "math": {"display"},
    "mo": {"stretchy", "fence", "form", "separator", "lspace", "rspace"},
    "mi": {"mathvariant"},
    "mstyle": {"displaystyle", "scriptlevel", "mathvariant"},
    "mspace": {"width", "height"},
    "mpadded": {"width", "height"},
    "mfrac": {"linethickness"},
    "mtable": {"columnalign", "rowspacing", "columnspacing"},
}  # fmt: skip


def html(source: str) -> str:
    """Keep of HTML what only formats: no script, no style, no picture from elsewhere.

    Examples
    --------
    >>> html('<table onclick="steal()"><tr><td>1</td></tr></table><script>steal()</script>')
    '<table><tbody><tr><td>1</td></tr></tbody></table>'
    """
    return nh3.clean(
        source,
        tags=HARMLESS | MATHML,
        attributes=ATTRIBUTES,
        attribute_filter=_only_own_pictures,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )


def _only_own_pictures(tag: str, attribute: str, value: str) -> str | None:
    picture = value.startswith(("data:image/png;base64,", "data:image/jpeg;base64,"))
    if tag == "img" and attribute == "src":
        return value if picture else None
    if attribute == "href" and value.strip().lower().startswith("data:"):
        return None
    return value
