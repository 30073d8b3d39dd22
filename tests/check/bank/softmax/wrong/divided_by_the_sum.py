"""Divided by the sum."""

NAMED = "no-exponential"


def softmax(scores, axis=-1):
    return scores / scores.sum(axis=axis, keepdims=True)
