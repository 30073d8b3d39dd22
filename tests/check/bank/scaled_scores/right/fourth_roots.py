"""Queries and keys are each divided by the fourth root of d_k before the product."""

import numpy as np

HELD_OUT = True


def scaled_scores(Q, K):
    root4 = float(Q.shape[-1]) ** 0.25
    return np.einsum("...qd,...kd->...qk", Q / root4, K / root4)
