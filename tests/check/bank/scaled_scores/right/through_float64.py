"""Computed in float64 and cast back."""

import numpy as np


def scaled_scores(Q, K):
    return (((Q.astype(float)) @ np.swapaxes(K.astype(float), -1, -2)) / np.sqrt(Q.shape[-1])).astype(Q.dtype)
