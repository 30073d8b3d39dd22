"""What students write and what their code displays does nothing in a teacher's browser."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from attention_lib.grading.clean import clean

TEXTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "a <b onclick='alert(1)'>b</b>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext></table><img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](  JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a][r]\n\n[r]: javascript:alert(1)",
    "> [a][r]\n>\n> [r]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "![a](http://example.org/seen.png)",
    "![a][r]\n\n[r]: http://example.org/seen.png",
    "![a](attachment:none.png)",
    "```html\n<script>alert(1)</script>\n```",
    "$\\text{<script>alert(1)</script>}$",
    "<!-- --><script>alert(1)</script>",
]
OUTPUTS = [
    {"text/html": "<script>alert(1)</script><b onclick='alert(1)'>b</b>"},
    {"text/html": "<a href='javascript:alert(1)'>a</a><img src='http://example.org/seen.png'>"},
    {"text/html": "<style>@import 'http://example.org/seen.css'</style><div style='background:url(http://e.org)'>"},
    {"text/html": "<form action='http://example.org'><input name=a></form><base href='http://example.org'>"},
    {"application/javascript": "alert(1)"},
    {"image/svg+xml": "<svg onload='alert(1)'><script>alert(1)</script></svg>"},
    {"text/markdown": "<script>alert(1)</script>"},
    {"text/latex": "<script>alert(1)</script>"},
    {"image/png": "\"><script>alert(1)</script>"},
    {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}, "text/plain": "a widget"},
]  # fmt: skip


EXPORTER = HTMLExporter(template_name="classic")


def pages(cells):
    """Show a cleaned notebook as formgrader does: nbconvert, which cleans nothing itself."""
    nb = nbformat.from_dict(
        new_notebook(cells=cells, metadata={"widgets": {"a": "</script><script>alert(1)"}})
    )
    said = clean(nb, {"<b id='teacher'>mine</b>"})
    body, _ = EXPORTER.from_notebook_node(nb)
    return BeautifulSoup(body.partition("<body")[2], "html.parser"), said


def assert_harmless(page):
    assert page.find(["script", "iframe", "svg", "object", "embed", "form", "input", "base", "link"]) is None
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on")], tag
        assert not str(tag.get("href", "")).lower().lstrip().startswith(("javascript", "data", "&")), tag
        assert str(tag.get("src", "data:image/png")).startswith(("data:image/png", "data:image/jpeg", "#")), (
            tag
        )


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("make", [new_markdown_cell, new_raw_cell])
def test_a_text_cell_is_harmless(make, text):
    page, _ = pages([make(text)])
    assert_harmless(page)


@pytest.mark.parametrize("data", OUTPUTS)
@pytest.mark.parametrize("kind", ["display_data", "execute_result"])
def test_an_output_is_harmless(kind, data):
    page, _ = pages([new_code_cell("1", outputs=[new_output(kind, data)])])
    assert_harmless(page)


def test_metadata_is_no_way_around():
    tags = {"tags": ['"><script>alert(1)</script>'], "slideshow": {"slide_type": "<script>"}}
    page, _ = pages([new_code_cell("1", metadata=tags), new_markdown_cell("a", metadata=tags)])
    assert_harmless(page)


def test_a_terminals_commands_are_taken_out_and_colours_stay():
    stream = new_output(
        "stream", name="stdout", text="\x1b[31mred\x1b[0m \x1b[2J\x9b2J\u202e\x1b]8;;http://e.org\x07here"
    )
    page, _ = pages([new_code_cell("1", outputs=[stream])])
    assert page.find(class_="ansi-red-fg").text == "red"
    assert not {"\x1b", "\x9b", "\u202e"} & set(page.text)


def test_honest_text_looks_as_it_did():
    text = "If a < b, `x[i] <y` and $a < b$: **yes**, see [the book](https://example.org/a).\n\n- one\n- x<sub>1</sub>"
    page, said = pages([new_markdown_cell(text), new_markdown_cell("<b id='teacher'>mine</b>")])
    assert "If a < b, x[i] <" in page.text
    assert page.find("a", href="https://example.org/a").text == "the book"
    assert page.find("sub").text == "1"
    assert page.find(id="teacher")
    assert said == []


def test_a_table_stays_a_table():
    table = "<table border='1' class='dataframe'><tr><th>a</th></tr><tr><td>1</td></tr></table>"
    page, _ = pages([new_code_cell("1", outputs=[new_output("execute_result", {"text/html": table})])])
    assert [cell.text for cell in page.find_all(["th", "td"])] == ["a", "1"]


def test_the_teacher_is_told_what_was_left_out():
    output = new_output("display_data", {"application/javascript": "alert(1)"})
    _, said = pages([new_code_cell("1", outputs=[output]), new_markdown_cell("<script>1</script>")])
    assert said == [
        "An output of the type application/javascript was left out.",
        "HTML in a text cell is shown as text.",
    ]
