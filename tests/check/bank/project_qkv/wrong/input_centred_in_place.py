"""Every position is first centred and scaled as in a layer norm, and that in place, so X changes too."""

HELD_OUT = True
NAMED = "X-standardised-eps-outside+changes-input"


def project_qkv(X, W_q, W_k, W_v):
    X -= X.mean(axis=-1, keepdims=True)
    X /= X.std(axis=-1, keepdims=True) + 1e-5
    return X @ W_q, X @ W_k, X @ W_v
