"""What the notebook of chapter 8 asks beside the layer: a guess, a rank, and a case that exposes a mistake."""

from pathlib import Path

import numpy as np
import pytest

from attention_lib.check import run
from attention_lib.reference import multi_head_attention


@pytest.mark.parametrize(
    ("guess", "points"),
    [(3, 1), (12, 1), (12.0, 1), (np.int64(1), 1), (0, 0), (13, 0), (2.5, 0), ("3", 0), (None, 0)],
)
def test_any_readable_guess_earns_its_point(guess, points):
    assert run("rank_guess", lambda: guess).score == points


def measured(silence, n=None):
    """The rank as a learner measures it, with one way to silence heads."""

    def head_rank(d_model, num_heads):
        rng = np.random.default_rng()
        X = rng.normal(size=(n or d_model, d_model))
        W_q, W_k, W_v, W_o = rng.normal(size=(4, d_model, d_model)) / np.sqrt(d_model)
        silence(W_o, d_model // num_heads)
        output, _ = multi_head_attention(X, X, W_q, W_k, W_v, W_o, num_heads)
        return np.linalg.matrix_rank(output)

    return head_rank


def rows(first, last=None):
    def silence(W_o, d_k):
        W_o[first(d_k) : None if last is None else last(d_k)] = 0

    return silence


OTHERS = rows(lambda d_k: d_k)


def test_what_is_measured_as_the_notebook_says_is_right_on_every_seed():
    assert all(run("head_rank", measured(OTHERS), seed=seed).passed for seed in range(20))


def test_the_other_heads_may_be_silenced_in_any_way_that_works():
    def with_fewer_heads(d_model, num_heads):
        rng = np.random.default_rng()
        X, d_k = rng.normal(size=(2 * d_model, d_model)), d_model // num_heads
        W_q, W_k, W_v = rng.normal(size=(3, d_model, d_k)) / np.sqrt(d_model)
        output, _ = multi_head_attention(X, X, W_q, W_k, W_v, rng.normal(size=(d_k, d_model)), 1)
        return int(np.linalg.matrix_rank(output))

    assert run("head_rank", with_fewer_heads).passed
    assert run("head_rank", lambda d_model, num_heads: d_model / num_heads).passed


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (measured(lambda W_o, d_k: None), "nobody-silenced"),
        (measured(rows(lambda d_k: 0, lambda d_k: d_k)), "one-silenced"),
        (measured(rows(lambda d_k: 1)), "one-row-left"),
        (measured(OTHERS, n=1), "one-row-left"),
        (measured(rows(lambda d_k: 3)), "three-rows-left"),
        (measured(rows(lambda d_k: 0)), "nothing-left"),
        (measured(rows(lambda d_k: 0, lambda d_k: 1)), "one-row-silenced"),
        (lambda d_model, num_heads: num_heads, "number-of-heads"),
    ],
)
def test_a_wrong_rank_is_rejected_and_named(function, name):
    report = run("head_rank", function)
    assert report.score == 0
    assert [diagnosis.name for diagnosis in report.diagnosis] == [name]


def case(batch=(2,), n_q=4, n_k=5, d_model=6, num_heads=3, **others):
    """Seven arguments, all random but those that are given."""
    rng = np.random.default_rng(0)
    arguments = {
        "X_q": rng.normal(size=(*batch, n_q, d_model)),
        "X_kv": rng.normal(size=(*batch, n_k, d_model)),
        **{name: rng.normal(size=(d_model, d_model)) for name in ("W_q", "W_k", "W_v", "W_o")},
        "num_heads": num_heads,
    }
    return (*(arguments | others).values(),)


SAME = np.random.default_rng(1).normal(size=(2, 4, 6))


@pytest.mark.parametrize(
    ("given", "points"),
    [
        (case(), 4),
        (case(batch=()), 4),  # without batch axes the sizes tell the axes apart
        (case(X_q=SAME, X_kv=SAME), 3),  # a sequence that asks itself
        (case(W_o=np.eye(6)), 3),  # an output map that changes nothing
        (case(num_heads=1), 1),  # as the author of the broken layer tried it
        (case(num_heads=4), 0),  # no right answer: four heads can't share six features
        (case()[:6], 0),
    ],
)
def test_a_counterexample_earns_what_it_exposes(given, points):
    report = run("multi_head_counterexample", lambda: given)
    assert report.score == points, report


@pytest.mark.parametrize(
    ("mistake", "points"),
    [("root_of_d_model", 1), ("heads_left_side_by_side", 2), ("masked_weights", 6), ("mask_as_it_comes", 9)],
)
def test_credit_for_the_layer_is_partial_by_what_holds(mistake, points):
    path = Path(__file__).with_name("bank") / "multi_head_attention" / "wrong" / f"{mistake}.py"
    names: dict = {}
    exec(path.read_text(encoding="utf-8"), names)
    assert run("multi_head_attention", names["multi_head_attention"]).score == points
