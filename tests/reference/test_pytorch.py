"""The module against torch.nn.MultiheadAttention with the same weights, both ways, and as it learns."""

import subprocess
import sys

import pytest
import torch

from attention_lib.reference import MultiHeadAttention, multi_head_attention

D, H = 12, 3


@pytest.fixture(
    params=[
        "cpu",
        pytest.param(
            "cuda",
            marks=[
                pytest.mark.gpu,
                pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device on this machine"),
            ],
        ),
    ]
)
def device(request):
    return request.param


@pytest.fixture(params=[torch.float32, torch.float64], ids=str)
def precision(request, device):
    return {"dtype": request.param, "device": device}


def some(batch=(2,), n=4, **precision):
    return torch.randn(*batch, n, D, generator=torch.Generator().manual_seed(n)).to(**precision)


def theirs(bias=True, **precision):
    torch.manual_seed(0)
    layer = torch.nn.MultiheadAttention(D, H, bias=bias, batch_first=True).to(**precision)
    for parameter in layer.parameters():
        torch.nn.init.normal_(parameter, std=0.5)  # its biases start at 0, where nobody would miss them
    return layer


def may_attend(*shape, device="cpu"):
    mask = torch.rand(*shape, generator=torch.Generator().manual_seed(1)) < 0.6
    mask[..., 0] = True  # PyTorch's layer gives NaN to a query that may attend to nothing
    return mask.to(device)


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("batch", [(), (2,)], ids=str)
def test_weights_taken_from_pytorchs_layer_say_what_it_says(precision, bias, batch):
    layer = theirs(bias, **precision)
    query, key, value = (some(batch, n, **precision) for n in (4, 5, 5))
    value = value.flip(-1)  # another sequence than the keys'
    for mask in (None, may_attend(4, 5, device=precision["device"])):
        ours = MultiHeadAttention.from_torch(layer)(query, key, value, mask)
        forbidden = None if mask is None else ~mask
        expected = layer(query, key, value, attn_mask=forbidden, average_attn_weights=False)
        torch.testing.assert_close(ours, expected)


@pytest.mark.parametrize("bias", [False, True])
def test_weights_given_to_pytorchs_layer_say_what_ours_said(precision, bias):
    torch.manual_seed(0)
    layer = MultiHeadAttention(D, H, bias=bias).to(**precision)
    X, mask = some(**precision), may_attend(2, H, 4, 4, device=precision["device"])
    ours = layer(X, X, X, mask)
    again = layer.to_torch()(X, X, X, attn_mask=~mask.flatten(0, 1), average_attn_weights=False)
    torch.testing.assert_close(ours, again)


@pytest.mark.parametrize("bias", [False, True])
def test_there_and_back_again_no_weight_has_changed(bias):
    layer = theirs(bias).double()
    again = MultiHeadAttention.from_torch(layer).to_torch()
    assert again.in_proj_weight.dtype == torch.float64
    assert again.state_dict().keys() == layer.state_dict().keys()
    for name, weight in layer.state_dict().items():
        assert torch.equal(weight, again.state_dict()[name])


def test_weights_taken_over_are_copies():
    layer = theirs()
    ours = MultiHeadAttention.from_torch(layer)
    before = layer.in_proj_weight.clone()
    with torch.no_grad():
        ours.W_q.weight.zero_()
        ours.to_torch().in_proj_weight.zero_()
    assert torch.equal(layer.in_proj_weight, before)


def test_gradients_are_those_of_pytorchs_layer(precision):
    layer = theirs(**precision)
    ours = MultiHeadAttention.from_torch(layer)
    X, mask = some(**precision), may_attend(4, 4, device=precision["device"])
    ours(X, X, X, mask)[0].square().sum().backward()
    layer(X, X, X, attn_mask=~mask)[0].square().sum().backward()
    stacked = torch.cat([ours.W_q.weight.grad, ours.W_k.weight.grad, ours.W_v.weight.grad])
    torch.testing.assert_close(stacked, layer.in_proj_weight.grad, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(ours.W_o.bias.grad, layer.out_proj.bias.grad, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("batch", [(), (2,), (2, 3)], ids=str)
def test_the_module_computes_the_function_of_chapter_8(precision, batch):
    layer = MultiHeadAttention(D, H).to(**precision)
    X_q, X_kv = some(batch, 4, **precision), some(batch, 5, **precision)
    mask = may_attend(*batch, 4, 5, device=precision["device"])
    maps = [linear.weight.T for linear in (layer.W_q, layer.W_k, layer.W_v, layer.W_o)]
    output, weights = layer(X_q, X_kv, X_kv, mask)
    torch.testing.assert_close((output, weights), multi_head_attention(X_q, X_kv, *maps, H, mask))
    assert output.dtype == precision["dtype"]
    assert output.device.type == precision["device"]


def test_a_query_that_may_attend_to_nothing_reads_0_and_all_gradients_stay_finite(device):
    layer = MultiHeadAttention(D, H, bias=True).to(device)
    X = some(device=device).requires_grad_()
    mask = may_attend(4, 4, device=device)
    mask[1] = False
    output, weights = layer(X, X, X, mask)
    assert (weights[..., 1, :] == 0).all()
    torch.testing.assert_close(output[:, 1], layer.W_o.bias.expand(2, D))
    output.square().sum().backward()
    for tensor in (X, *layer.parameters()):
        assert torch.isfinite(tensor.grad).all()


@pytest.mark.filterwarnings("ignore:Anomaly Detection")
def test_no_nan_stands_anywhere_in_the_gradient_of_a_query_that_may_attend_to_nothing():
    layer, X = MultiHeadAttention(4, 2), torch.randn(3, 4, requires_grad=True)
    mask = torch.tensor([[True, False, False], [False] * 3, [True] * 3])
    with torch.autograd.detect_anomaly():
        layer(X, X, X, mask)[0].sum().backward()
    assert X.grad.isfinite().all()


@pytest.mark.parametrize("half", [torch.float16, torch.bfloat16])
def test_half_precision_is_kept_and_near_single_precision(half):
    layer = MultiHeadAttention(D, H)
    X = some(n=40)
    exact, _ = layer(X, X, X)
    output, weights = layer.to(half)(X.to(half), X.to(half), X.to(half))
    assert output.dtype == weights.dtype == half
    torch.testing.assert_close(output.float(), exact, rtol=0.05, atol=0.02)


def test_it_has_four_maps_by_the_names_of_the_book_and_biases_only_if_asked():
    names = {"W_q.weight", "W_k.weight", "W_v.weight", "W_o.weight"}
    assert set(MultiHeadAttention(D, H).state_dict()) == names
    biases = {name.replace("weight", "bias") for name in names}
    assert set(MultiHeadAttention(D, H, bias=True).state_dict()) == names | biases


def test_the_same_comes_again_in_training_and_out_of_it():
    layer, X = MultiHeadAttention(D, H), some()
    before = {name: weight.clone() for name, weight in layer.state_dict().items()}
    first, _ = layer(X, X, X)
    assert torch.equal(first, layer.eval()(X, X, X)[0])
    assert all(torch.equal(weight, before[name]) for name, weight in layer.state_dict().items())


@pytest.mark.parametrize(
    ("d_model", "num_heads", "error", "says"),
    [
        (12, 5, ValueError, "d_model = 12 features can't be shared equally by 5 heads"),
        (12, 0, ValueError, "num_heads must be at least 1; it is 0"),
        (12, -1, ValueError, "num_heads must be at least 1; it is -1"),
        (0, 1, ValueError, "d_model must be at least 1; it is 0"),
        (12, True, TypeError, "num_heads must be a whole number; it is True"),
        (12, 2.0, TypeError, "num_heads must be a whole number; it is 2.0"),
        (12.0, 2, TypeError, "d_model must be a whole number; it is 12.0"),
    ],
)
def test_sizes_that_can_not_be_are_refused_when_the_layer_is_made(d_model, num_heads, error, says):
    with pytest.raises(error, match=says):
        MultiHeadAttention(d_model, num_heads)


@pytest.mark.parametrize("more", [{"kdim": 8}, {"vdim": 8}, {"add_bias_kv": True}, {"add_zero_attn": True}])
def test_a_layer_with_what_ours_has_not_is_refused(more):
    with pytest.raises(ValueError, match="Only a layer with kdim = vdim = embed_dim and without added keys"):
        MultiHeadAttention.from_torch(torch.nn.MultiheadAttention(D, H, **more))


def test_importing_the_reference_imports_neither_pytorch_nor_matplotlib():
    program = (
        "import sys, attention_lib.reference; sys.exit(bool({'torch', 'matplotlib'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
