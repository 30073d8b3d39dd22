"""The name is bound to a lambda that asks PyTorch, and cleans up rows where everything is -inf."""

import numpy as np
import torch

HELD_OUT = True

softmax = lambda scores, axis=-1: torch.nan_to_num(  # noqa: E731
    torch.softmax(torch.tensor(np.array(scores)), dim=axis)
).numpy()
