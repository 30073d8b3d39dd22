"""The report's three faces, and the points that nbgrader reads from the first."""

import json
import re
import sys
from pathlib import Path

import jsonschema
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from attention_lib.check import check as check_function
from attention_lib.check import run

SCHEMA = Path(sys.modules[run.__module__].__file__).with_name("report.schema.json")


def scaled(Q, K):
    return Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])


@pytest.fixture(scope="module")
def report():
    return run("dot_product_scores", scaled, seed=3)


def test_the_terminal_shows_mistake_evidence_hint_place_and_example(report):
    text = report.text()
    for part in (
        "1 of 10 points",
        "already divided by √d_k",
        "On 24 of 24 test cases",
        "Hint",
        "01-scores.html#",
    ):
        assert part in text
    assert "yours" in text
    assert "expected" in text
    assert max(map(len, text.splitlines())) <= 100
    assert repr(report) == text


def test_the_html_shows_the_same_and_the_difference(report):
    html = report.html()
    for part in ("1 of 10 points", "already divided by √d_k", "On 24 of 24 test cases", "yours − expected"):
        assert part in html


def test_the_json_says_everything_and_is_json(report):
    data = json.loads(json.dumps(report.to_dict(), allow_nan=False))
    assert (data["score"], data["max_score"], data["passed"], data["seed"]) == (1, 10, False, 3)
    assert data["diagnosis"][0]["name"] == "divided-by-root-d_k"
    assert np.array(data["example"]["yours"]).shape == np.array(data["example"]["expected"]).shape


def test_where_no_mistake_can_be_named_there_is_a_hint_but_not_for_what_is_not_written():
    puzzling = run("tie_length", lambda angle: angle + 2)
    assert puzzling.diagnosis == ()
    assert "does it reach 6" in puzzling.text()
    assert "does it reach 6" in puzzling.html()

    def unwritten(angle):
        raise NotImplementedError

    assert "Hint" not in run("tie_length", unwritten).text()
    assert (
        "Hint"
        not in run("dot_product_scores", lambda Q, K: np.asarray(Q, float) @ np.swapaxes(K, -1, -2)).text()
    )


def test_nan_is_json_too():
    report = run("dot_product_scores", lambda Q, K: np.full((Q.shape[-2], K.shape[-2]), np.nan))
    json.dumps(report.to_dict(), allow_nan=False)


def test_the_example_is_small_and_of_whole_numbers(report):
    Q = report.example.inputs["Q"]
    assert Q.size <= 4
    assert (Q == np.round(Q)).all()


def test_the_same_seed_draws_the_same_report():
    assert (
        run("dot_product_scores", scaled, seed=5).text() == run("dot_product_scores", scaled, seed=5).text()
    )


def test_a_terminal_session_of_ipython_sees_the_text(report, monkeypatch):
    monkeypatch.delitem(__import__("sys").modules, "ipykernel", raising=False)
    assert report._repr_mimebundle_()["text/plain"] == report.text()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_in_a_notebook_the_value_is_the_points_beside_the_explanation():
    source = (
        "from attention_lib import check\n"
        "def dot_product_scores(Q, K):\n    print('noise')\n    return Q @ K.swapaxes(-1, -2) / 2\n"
        "check(dot_product_scores)"
    )
    notebook = new_notebook(cells=[new_code_cell(source)])
    NotebookClient(notebook, kernel_name="python3", timeout=60).execute()
    (output,) = notebook.cells[0].outputs
    assert output.output_type == "execute_result"
    assert float(output.data["text/plain"]) == 1
    assert "1 of 10 points" in output.data["text/html"]
    nbformat.validate(notebook)


@pytest.mark.parametrize(
    "problem", ["dot_product_scores", "attention", "tie_length", "scores_counterexample"]
)
@pytest.mark.parametrize(
    "function",
    [lambda *given: given[0], lambda *given: (given[0], given[1]), lambda *given: None, lambda Q: Q],
    ids=["first", "pair", "nothing", "one"],
)
def test_json_keeps_to_its_schema(problem, function):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(json.dumps(run(problem, function).to_dict())), schema)


def test_a_refusal_keeps_to_the_schema_too():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(check_function(3).to_dict(), schema)


def test_colours_change_nothing_but_the_colour(report):
    coloured = report.text(colour=True)
    assert "\033[31m  ✗" in coloured
    assert re.sub(r"\033\[\d+m", "", coloured) == report.text()


def test_of_several_results_the_example_shows_those_that_differ():
    def attention(Q, K, V):
        scores = Q @ np.swapaxes(K, -1, -2) / Q.shape[-1] ** 0.5
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        return weights @ K if K.shape == V.shape else weights @ V * 2, weights

    report = run("attention", attention, seed=0)
    assert "yours output" in report.text()
    assert "yours weights" not in report.text()
    assert "<caption" in report.html()
