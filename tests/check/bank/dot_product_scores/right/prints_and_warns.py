"""Prints and warns."""

import numpy as np


def dot_product_scores(Q, K):
    import sys
    import warnings

    print("working", file=sys.stderr)
    warnings.warn("nothing to worry about", stacklevel=1)
    return Q @ np.swapaxes(K, -1, -2)
