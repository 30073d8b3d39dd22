"""Default argument that grows."""

import numpy as np

NAMED = "state"


def dot_product_scores(Q, K, rows=[]):  # noqa: B006
    rows.extend(Q @ K[..., 0, :] if Q.ndim == 2 else [])
    return np.array(rows)
