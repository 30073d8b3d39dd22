"""Scores are a sum of outer products, one a feature, added up from the last feature to the first."""

from functools import reduce
from operator import add

import numpy as np

HELD_OUT = True


def dot_product_scores(Q, K):
    columns = (np.multiply(Q[..., :, None, c], K[..., None, :, c]) for c in reversed(range(Q.shape[-1])))
    return reduce(add, columns)
