"""The return stands inside the loop."""

NAMED = "one-head-by-itself"


def split_heads(X, num_heads):
    d_k = X.shape[-1] // num_heads
    for i in range(num_heads):
        head = X[..., i * d_k : (i + 1) * d_k]
        return head
