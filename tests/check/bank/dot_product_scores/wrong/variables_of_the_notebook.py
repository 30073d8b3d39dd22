"""Variables of the notebook."""

import numpy as np

NAMED = "constant"

_Q, _K = np.ones((2, 3)), np.ones((4, 3))


def dot_product_scores(q, k):
    return _Q @ _K.T
