"""Chapter 8, multi-head attention: the rank of what one head writes, guessed and measured."""

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_lib.check.attempt import Attempt, as_number
from attention_lib.check.criteria import right_values
from attention_lib.check.problem import Case, Criterion, Option, Problem


def _read(title: str, anchor: str) -> str:
    return f"chapter 8, “{title}” (08-multi-head.html#{anchor})"


SUM = _read("A sum of what the heads write", "multi-head-sum")


def _guessed(attempt: Attempt) -> str | None:
    """One whole number was written down; whether it is right is for the measurement to say."""
    outcome = attempt.once()
    if outcome.problem is not None:
        return outcome.problem
    if outcome.value is None:
        return "It returned None. Write your number after return; any whole number from 1 to 12 counts."
    number, why = as_number(outcome.value)
    if number is None:
        return why
    if not 1 <= number <= 12 or number != np.round(number):
        return "The rank of 12 rows is a whole number from 1 to 12. Any such number counts."
    return None


GUESS = Problem(
    name="rank_guess",
    arguments=(),
    reference=lambda: None,
    read=SUM,
    criteria=(Criterion("guess", 1, "a guess is made, whichever it is", _guessed),),
    in_bank=False,
)


def layers(rng: np.random.Generator) -> list[Case]:
    """Layers of 2 to 9 heads with 2 to 8 features each; d_k, h, and d_model less d_k mostly differ."""
    sizes = [(12, 4), (24, 3), (16, 2), (30, 5), (48, 6), (14, 7), (18, 9), (36, 9), (40, 5), (21, 3)]
    order = rng.permutation(len(sizes))
    return [Case({"d_model": sizes[i][0], "num_heads": sizes[i][1]}) for i in order]


def _rank(name: str, rank: Callable[[int, int], Any], sentence: str = "", hint: str = "") -> Option:
    return Option(name, rank, sentence, hint, SUM)


HEAD_RANK = Problem(
    name="head_rank",
    arguments=("d_model", "num_heads"),
    reference=lambda d_model, num_heads: d_model // num_heads,
    read=SUM,
    criteria=(Criterion("rank", 1, "the rank of what head 0 alone writes", right_values(layers)),),
    choices=(
        (
            _rank("rank", lambda d_model, num_heads: d_model // num_heads),
            _rank(
                "nobody-silenced",
                lambda d_model, num_heads: d_model,
                "This is the rank of the whole output: the other heads still write.",
                "Which rows of W_o does a head write with? Did your change reach the layer?",
            ),
            _rank(
                "one-silenced",
                lambda d_model, num_heads: d_model - d_model // num_heads,
                "One head is silenced and all others write, where it should be the other way round.",
                "Which rows of W_o should stay?",
            ),
            _rank(
                "one-row-left",
                lambda d_model, num_heads: 1,
                "It is 1 for every layer: only one row of W_o seems to be left, or only one word to ask.",
                "How many features does a head have, and how many rows of W_o belong to it?",
            ),
            _rank(
                "number-of-heads",
                lambda d_model, num_heads: num_heads,
                "This is the number of heads.",
                "How many features does a head have, and how many rows of W_o belong to it?",
            ),
            _rank(
                "nothing-left",
                lambda d_model, num_heads: 0,
                "The rank is 0: nobody writes any more.",
                "Which rows of W_o should stay?",
            ),
            _rank(
                "one-row-silenced",
                lambda d_model, num_heads: d_model - 1,
                "Only one row of W_o is silenced.",
                "How many rows of W_o belong to a head?",
            ),
            _rank(
                "num_heads-rows-left",
                lambda d_model, num_heads: d_model - num_heads,
                "As many rows of W_o are silenced as there are heads.",
                "How many rows of W_o belong to a head?",
            ),
        ),
    ),
    compose=lambda option: option.apply,
    probes=layers,
    one_number=True,
    in_bank=False,
    advice="Print the rank for d_model = 12 and 4 heads, and which rows of W_o are 0.",
)

PROBLEMS: tuple[Problem, ...] = (GUESS, HEAD_RANK)
