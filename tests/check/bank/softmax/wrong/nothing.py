"""Nothing."""

import numpy as np

NAMED = "criterion:shape"


def softmax(scores, axis=-1):
    np.exp(scores)
