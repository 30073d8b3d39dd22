"""Puts all sines before all cosines, and spaces the wavelengths so that the last is 10000 exactly."""
HELD_OUT = True

import math

import numpy as np


def sinusoidal_positions(n, d_model):
    half = d_model // 2
    step = math.log(10000) / max(half - 1, 1)
    inv = np.exp(-step * np.arange(half))
    angle = np.arange(n)[:, None] * inv[None, :]
    signal = np.concatenate([np.sin(angle), np.cos(angle)], axis=1)
    return np.pad(signal, ((0, 0), (0, d_model - signal.shape[1])))
