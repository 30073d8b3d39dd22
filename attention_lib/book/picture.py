"""Draws the picture in the README: ``python -m attention_lib.book.picture`` writes it anew."""

from pathlib import Path

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt
import numpy as np

from attention_lib.plot import matrix, vectors
from attention_lib.reference import dot_product_scores

PICTURE = Path(__file__).parents[2] / "book" / "_assets" / "scores.svg"


def draw(to: Path) -> None:
    """Draw chapter 1's example: the query of a word, the keys, and the scores of all pairs."""
    words = ["river", "bank", "loan"]
    Q = np.array([[2.0, 0.0], [1.0, 2.0], [0.0, 1.0]])
    K = np.array([[3.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained", width_ratios=[1.2, 1])
    keys = {word: (k, "K") for word, k in zip(words, K, strict=True)}
    vectors({"bank asks": (Q[1], "Q"), **keys}, level_of=Q[1], ax=left)
    left.set(xlabel="has to do with water", ylabel="has to do with money")
    matrix(dot_product_scores(Q, K), [f"{word} asks" for word in words], words, ax=right)
    # The same file each time, and text that stays text.
    with mpl.rc_context({"svg.hashsalt": "scores", "svg.fonttype": "none"}):
        fig.savefig(to, metadata={"Date": None, "Creator": None}, facecolor="white")
    plt.close(fig)


if __name__ == "__main__":
    draw(PICTURE)
