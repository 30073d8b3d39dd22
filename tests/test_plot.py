"""The course's figures draw what they are given."""

import re

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

mpl.use("Agg")

from attention_lib.plot import COLOURS, head_split, heads, matrix, vectors, weights


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


def test_weights_are_drawn_on_one_scale_from_0_to_1_with_their_tokens():
    ax = weights(torch.tensor([[0.25, 0.75]], requires_grad=True), ["it"], ["the", "cat"])
    assert ax.images[0].get_clim() == (0, 1)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["it"]


def test_heads_stand_side_by_side():
    import matplotlib.pyplot as plt

    figure = heads(np.ones((3, 2, 4)) / 4, ["a", "b"], ["c", "d", "e", "f"])
    assert [ax.get_title() for ax in figure.axes] == ["head 0", "head 1", "head 2"]
    given = plt.subplots(1, 2)[1]
    assert heads(np.ones((2, 1, 2)) / 2, ["a"], ["b", "c"], ax=given) is given[0].figure
    with pytest.raises(ValueError, match="2 Axes for 3 heads"):
        heads(np.ones((3, 1, 2)) / 2, ["a"], ["b", "c"], ax=given)
    with pytest.raises(ValueError, match=r"shape \(2, 4\); it needs three axes"):
        heads(np.ones((2, 4)), ["a", "b"], ["c", "d", "e", "f"])


def test_a_head_split_has_one_colour_a_block_of_columns():
    ax = head_split(np.arange(12).reshape(2, 6), 3, ["a", "b"])
    tints = [tuple(tint) for tint in np.asarray(ax.images[0].get_array())[0]]
    assert tints[0] == tints[1] != tints[2] == tints[3] != tints[4] == tints[5]
    with pytest.raises(ValueError, match="6 features; 4 heads can't share"):
        head_split(np.ones((2, 6)), 4, ["a", "b"])


def luminance(channels):
    channels = np.asarray(channels)
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_every_colour_stands_out_from_white_paper():
    for colour in COLOURS.values():
        assert contrast(to_rgb(colour), to_rgb("white")) >= 3  # WCAG 2.2, 1.4.11: graphics against white


@pytest.mark.parametrize("colour", COLOURS)
def test_numbers_can_be_read_on_every_cell(colour):
    """On a dark page too: tests/book/test_dark.py."""
    ax = matrix(np.linspace(-3, 2, 200)[None], [""], [""] * 200, colour=colour)
    [image] = ax.images
    cells = image.cmap(image.norm(image.get_array()))[0, :, :3]
    for text, cell in zip(ax.texts, cells, strict=True):
        assert contrast(to_rgb(text.get_color()), cell) >= 4.5  # WCAG 2.2, 1.4.3: text


def test_the_numbers_on_lines_of_equal_score_can_be_read():
    ax = vectors({"query": ([1, 2], "Q")}, level_of=[1, 2])
    numbers = [text for text in ax.texts if re.fullmatch(r"-?\d+", text.get_text())]
    assert len(numbers) > 3
    for number in numbers:
        assert number.get_alpha() == 1
        assert contrast(to_rgb(number.get_color()), to_rgb("white")) >= 4.5
