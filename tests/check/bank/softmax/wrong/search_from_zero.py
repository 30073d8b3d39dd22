"""The largest score is searched for in a loop that begins at 0."""

import numpy as np

NAMED = "maximum-from-zero"


def softmax(scores, axis=-1):
    def share_out(row):
        largest = 0
        for score in row:
            if score > largest:
                largest = score
        exps = np.exp(row - largest)
        return exps / np.sum(exps)

    return np.apply_along_axis(share_out, axis, scores)
