"""The checker on MultiHeadAttention: what is handed in may be no class, or one that can't be built."""

import builtins

import pytest
import torch
from torch import nn

from attention_lib.check import PROBLEMS, check, run
from attention_lib.reference.pytorch import MultiHeadAttention


def first_message(report):
    return next(verdict.message for verdict in report.verdicts if verdict.status == "fails")


def test_the_librarys_own_layer_passes():
    assert check(MultiHeadAttention).passed


def test_a_layer_that_is_built_already_is_told_from_its_class():
    report = check(MultiHeadAttention(8, 2))
    assert report.score == 0
    assert "hand in the class" in first_message(report)


def test_a_function_is_told_from_a_class():
    report = run("MultiHeadAttention", lambda d_model, num_heads: MultiHeadAttention(d_model, num_heads))
    assert report.score == 0
    assert "asks for a class" in first_message(report)


def test_a_class_that_is_no_module_is_told_so():
    class Plain:
        def __init__(self, d_model, num_heads):
            pass

    assert "no nn.Module" in first_message(run("MultiHeadAttention", Plain))


def test_an_init_that_takes_other_arguments_is_a_wrong_signature():
    class Layer(nn.Module):
        def __init__(self, d_model):
            super().__init__()

    report = run("MultiHeadAttention", Layer)
    assert report.diagnosis[0].name == "signature"
    assert "__init__(self, d_model, num_heads, bias=False)" in report.diagnosis[0].hint


def test_an_init_that_fails_is_said_in_a_sentence():
    class Layer(nn.Module):
        def __init__(self, d_model, num_heads):
            super().__init__()
            raise LookupError("no such layer")

    assert "LookupError: no such layer" in first_message(run("MultiHeadAttention", Layer))


def test_a_layer_that_has_no_bias_argument_loses_the_point_for_it_alone():
    class Layer(MultiHeadAttention):
        def __init__(self, d_model, num_heads):
            super().__init__(d_model, num_heads)

    report = run("MultiHeadAttention", Layer)
    assert [verdict.name for verdict in report.verdicts if verdict.status == "fails"] == ["bias"]
    assert "is bias an argument" in first_message(report)


def test_a_forward_that_is_not_written_is_said_to_be_so():
    class Layer(MultiHeadAttention):
        def forward(self, query, key, value, mask=None):
            raise NotImplementedError

    report = run("MultiHeadAttention", Layer)
    assert "not written yet" in first_message(report)


def test_a_frozen_map_is_found():
    class Layer(MultiHeadAttention):
        def __init__(self, d_model, num_heads, bias=False):
            super().__init__(d_model, num_heads, bias)
            self.W_v.weight.requires_grad_(False)

    report = run("MultiHeadAttention", Layer)
    assert "W_v.weight does not learn" in first_message(report)


def test_a_layer_that_behaves_otherwise_in_evaluation_is_found():
    class Layer(MultiHeadAttention):
        def forward(self, query, key, value, mask=None):
            output, weights = super().forward(query, key, value, mask)
            return (output if self.training else 2 * output), weights

    report = run("MultiHeadAttention", Layer)
    assert [verdict.name for verdict in report.verdicts if verdict.status == "fails"] == ["calls"]
    assert "layer.eval()" in first_message(report)


def test_pytorchs_settings_and_random_numbers_are_left_alone():
    class Layer(MultiHeadAttention):
        def __init__(self, d_model, num_heads, bias=False):
            torch.set_default_dtype(torch.float64)
            super().__init__(d_model, num_heads, bias)

    threads, state = torch.get_num_threads(), torch.get_rng_state()
    run("MultiHeadAttention", Layer)
    assert torch.get_default_dtype() == torch.float32
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.get_rng_state(), state)


def test_without_pytorch_the_check_says_so(monkeypatch):
    real = builtins.__import__

    def without_torch(name, *arguments, **options):
        if name.split(".")[0] == "torch":
            raise ModuleNotFoundError("No module named 'torch'", name="torch")
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_torch)
    report = run("MultiHeadAttention", MultiHeadAttention)
    assert not report.passed
    assert "needs torch" in report.refused


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_on_cuda_a_tensor_left_behind_is_found():
    class Layer(MultiHeadAttention):
        def __init__(self, d_model, num_heads, bias=False):
            super().__init__(d_model, num_heads, bias)
            self.scale = torch.ones(d_model, dtype=torch.float64)  # no buffer, so .cuda() does not move it

        def forward(self, query, key, value, mask=None):
            output, weights = super().forward(query, key, value, mask)
            return (output * self.scale).to(output.dtype), weights

    report = run("MultiHeadAttention", Layer)
    assert [verdict.name for verdict in report.verdicts if verdict.status == "fails"] == ["device"]


def test_its_points_are_one_for_each_criterion():
    assert PROBLEMS["MultiHeadAttention"].max_score == 12


def test_a_tensor_of_a_class_of_ones_own_does_not_answer_for_itself():
    class Tensor(torch.Tensor):
        pass

    class Layer(MultiHeadAttention):
        def forward(self, query, key, value, mask=None):
            output, weights = super().forward(query, key, value, mask)
            if self.W_q.bias is not None:
                output = (output * 0).as_subclass(Tensor)
            return output, weights

    report = run("MultiHeadAttention", Layer)
    assert [verdict.name for verdict in report.verdicts if verdict.status == "fails"] == ["bias"]
    assert "forward returned a Tensor for output" in first_message(report)
