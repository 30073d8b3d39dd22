"""Pictures of the book as a whole: in the README, and in previews of links.

``python -m attention_lib.book.picture`` writes the README's anew; a build with an address draws the other.
"""

from pathlib import Path

import matplotlib as mpl

mpl.use("svg")

import matplotlib.pyplot as plt
import numpy as np

from attention_lib.plot import COLOURS, matrix, vectors
from attention_lib.reference import dot_product_scores, softmax

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


def card(to: Path, title: str) -> None:
    """Draw what a link to the book shows: its title, and the weights of the first example.

    Parameters
    ----------
    to : Path
        A PNG of 1200 by 630 pixels.
    title : str
        The book's title.
    """
    words = ["river", "bank", "loan"]
    scores = np.array([[6.0, 2.0, 0.0], [3.0, 3.0, 4.0], [0.0, 1.0, 2.0]])
    fig = plt.figure(figsize=(12, 6.3), dpi=100, facecolor="white")
    first, _, rest = title.partition(", ")
    fig.text(0.06, 0.6, first, size=56, weight="bold", color="#1b1b1b")
    fig.text(0.06, 0.49, rest, size=27, color=COLOURS["grey"])
    fig.text(
        0.06,
        0.2,
        r"$\mathrm{softmax}\left(\frac{Q K^{\top}}{\sqrt{d_k}}\right) V$",
        size=30,
        color=COLOURS["scores"],
    )
    ax = fig.add_axes((0.62, 0.17, 0.32, 0.58))
    matrix(softmax(scores / 2**0.5), words, words, ax=ax)
    ax.tick_params(labelsize=20)
    for number in ax.texts:
        number.set_fontsize(20)
    fig.savefig(to)
    plt.close(fig)


if __name__ == "__main__":
    draw(PICTURE)
