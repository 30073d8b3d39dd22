"""PyTorch does it, and hands its memory back."""


def scaled_scores(Q, K):
    import torch

    q, k = torch.from_numpy(Q.copy()), torch.from_numpy(K.copy())
    return (q @ k.mT / k.shape[-1] ** 0.5).numpy()
