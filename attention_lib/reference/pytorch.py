"""Chapter 9, PyTorch: the layer as a module that learns."""

import torch
from torch import Tensor, nn

from attention_lib.reference.arrays import (
    namespace,
    require_common_batch,
    require_count,
    require_mask,
    require_same_n,
)
from attention_lib.reference.heads import combine_heads, split_heads
from attention_lib.reference.multi_head import for_heads
from attention_lib.reference.scaling import scaled_scores


class MultiHeadAttention(nn.Module):
    r"""Multi-head attention with weights to learn.

    .. math:: Y = \operatorname{Concat}(Z_1, \dots, Z_h)\, W_o, \qquad Z_i = \operatorname{attention}(Q_i, K_i, V_i)

    Parameters
    ----------
    d_model : int
        Features of a position, shared equally by the heads.
    num_heads : int
        How many heads, h.
    bias : bool
        Whether the four maps add a constant.

    Attributes
    ----------
    W_q, W_k, W_v, W_o : torch.nn.Linear
        The four maps. PyTorch keeps a weight as (out, in): ``W_q.weight`` is the transpose of the
        matrix W_q in the formulas.

    Raises
    ------
    TypeError
        If d_model or `num_heads` is no whole number.
    ValueError
        If either is less than 1, or d_model is not a multiple of `num_heads`.

    References
    ----------
    Vaswani et al. (2017), section 3.2.2.

    Examples
    --------
    >>> import torch
    >>> layer = MultiHeadAttention(d_model=8, num_heads=2)
    >>> X = torch.ones(5, 3, 8)
    >>> output, weights = layer(X, X, X)
    >>> output.shape, weights.shape
    (torch.Size([5, 3, 8]), torch.Size([5, 2, 3, 3]))
    """

    def __init__(self, d_model: int, num_heads: int, bias: bool = False) -> None:
        super().__init__()
        require_count("d_model", d_model, least=1)
        require_count("num_heads", num_heads, least=1)
        if d_model % num_heads:
            raise ValueError(f"d_model = {d_model} features can't be shared equally by {num_heads} heads.")
        self.num_heads = num_heads
        self.W_q = nn.Linear(d_model, d_model, bias=bias)
        self.W_k = nn.Linear(d_model, d_model, bias=bias)
        self.W_v = nn.Linear(d_model, d_model, bias=bias)
        self.W_o = nn.Linear(d_model, d_model, bias=bias)

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Attend from `query` to `key`, and read out `value`.

        Parameters
        ----------
        query : Tensor, shape (..., n_q, d_model)
            The sequence that asks.
        key, value : Tensor, shape (..., n_k, d_model)
            The sequence that answers.
        mask : boolean Tensor, optional
            True where a query may attend; shapes as in `multi_head_attention`.

        Returns
        -------
        output : Tensor, shape (..., n_q, d_model)
            What the heads have read, mixed.
        weights : Tensor, shape (..., h, n_q, n_k)
            Each head's own.
        """
        Q = split_heads(self.W_q(query), self.num_heads)  # (..., h, n_q, d_k)
        K = split_heads(self.W_k(key), self.num_heads)  # (..., h, n_k, d_k)
        V = split_heads(self.W_v(value), self.num_heads)  # (..., h, n_k, d_k)
        Z, weights = _attention(Q, K, V, for_heads(mask, query, key))  # (..., h, n_q, d_k)
        return self.W_o(combine_heads(Z)), weights

    @classmethod
    def from_torch(cls, layer: nn.MultiheadAttention) -> "MultiHeadAttention":
        """Take over the weights of a trained ``torch.nn.MultiheadAttention``.

        Its dropout, which acts in training only, is not taken over, nor is ``batch_first=False``:
        our batch axes come first.

        Raises
        ------
        ValueError
            If the layer has what ours has not: keys or values of other sizes, added keys.

        Examples
        --------
        >>> theirs = torch.nn.MultiheadAttention(8, 2, batch_first=True)
        >>> X = torch.ones(1, 3, 8)
        >>> torch.allclose(MultiHeadAttention.from_torch(theirs)(X, X, X)[0], theirs(X, X, X)[0], atol=1e-6)
        True
        """
        if layer.in_proj_weight is None or layer.bias_k is not None or layer.add_zero_attn:
            raise ValueError(
                "Only a layer with kdim = vdim = embed_dim and without added keys can be taken over."
            )
        ours = cls(layer.embed_dim, layer.num_heads, bias=layer.in_proj_bias is not None)
        ours.to(layer.in_proj_weight)
        with torch.no_grad():
            for ours_one, theirs in zip(ours._maps(), _maps_of(layer), strict=True):
                ours_one.copy_(theirs)
        return ours

    def to_torch(self) -> nn.MultiheadAttention:
        """Give the weights to a ``torch.nn.MultiheadAttention`` (with ``batch_first=True``).

        Note that PyTorch's layer takes masks the other way round: True = may *not* attend.

        Examples
        --------
        >>> layer = MultiHeadAttention(8, 2)
        >>> again = MultiHeadAttention.from_torch(layer.to_torch())
        >>> torch.equal(again.W_o.weight, layer.W_o.weight)
        True
        """
        d_model, bias = self.W_q.in_features, self.W_q.bias is not None
        theirs = nn.MultiheadAttention(d_model, self.num_heads, bias=bias, batch_first=True)
        theirs.to(self.W_q.weight)
        with torch.no_grad():
            for theirs_one, ours in zip(_maps_of(theirs), self._maps(), strict=True):
                theirs_one.copy_(ours)
        return theirs

    def _maps(self) -> list[Tensor]:
        maps = (self.W_q, self.W_k, self.W_v, self.W_o)
        return [m.weight for m in maps] + [m.bias for m in maps if m.bias is not None]


def _attention(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
    """Attend as in chapter 5, but with PyTorch's softmax.

    It goes over the scores once where ours goes five times, and autograd the same way back.
    """
    xp = namespace(Q=Q, K=K, V=V, mask=mask)
    require_common_batch(Q=Q, K=K, V=V)
    require_same_n(K, V)
    scores = scaled_scores(Q, K)  # (..., h, n_q, n_k)
    if mask is None:
        weights = torch.softmax(scores, dim=-1)
    else:
        require_mask(xp, mask, tuple(scores.shape))
        # Where all is forbidden PyTorch's softmax says NaN. Such a row is let through, and then zeroed.
        let_through = mask | ~mask.any(dim=-1, keepdim=True)
        weights = torch.softmax(torch.where(let_through, scores, -torch.inf), dim=-1)
        weights = torch.where(mask, weights, 0.0)
    return torch.matmul(weights, V), weights


def _maps_of(layer: nn.MultiheadAttention) -> list[Tensor]:
    """Views of PyTorch's weights in our order: it keeps those of Q, K and V in one matrix."""
    maps = [*layer.in_proj_weight.chunk(3), layer.out_proj.weight]
    if layer.in_proj_bias is not None:
        maps += [*layer.in_proj_bias.chunk(3), layer.out_proj.bias]
    return maps
