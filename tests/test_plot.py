"""The course's figures draw what they are given."""

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("Agg")

from attention_lib.plot import COLOURS, matrix, vectors


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def test_every_arrow_ends_at_its_vector_in_its_colour():
    ax = vectors({"q": ([1.0, 2.0], "Q"), "k": ([3.0, 0.0], "K")})
    arrows = [text for text in ax.texts if text.arrow_patch is not None]
    assert [arrow.xy for arrow in arrows] == [(1.0, 2.0), (3.0, 0.0)]
    assert [text.get_color() for text in ax.texts if text.get_text()] == [COLOURS["Q"], COLOURS["K"]]


def test_lines_of_equal_score_carry_the_score():
    ax = vectors({"q": ([1.0, 2.0], "Q")}, level_of=[1.0, 2.0])
    (lines,) = ax.collections
    for level, line in zip(lines.levels, lines.get_paths(), strict=True):
        np.testing.assert_allclose(line.vertices @ [1.0, 2.0], level, atol=1e-9)


def test_a_vector_that_is_not_flat_is_refused():
    with pytest.raises(ValueError, match="k has 3 entries"):
        vectors({"k": ([1.0, 2.0, 3.0], "K")})


def test_a_matrix_has_its_numbers_written_in_and_given_axes_are_used():
    import matplotlib.pyplot as plt

    given = plt.subplots()[1]
    ax = matrix(np.array([[0.5, 2.0]]), ["row"], ["a", "b"], ax=given)
    assert ax is given
    assert [text.get_text() for text in ax.texts] == ["0.5", "2"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["a", "b"]


def test_labels_that_do_not_fit_the_matrix_are_refused():
    with pytest.raises(ValueError, match=r"shape \(1, 2\), for 2 rows"):
        matrix(np.ones((1, 2)), ["a", "b"], ["c", "d"])
