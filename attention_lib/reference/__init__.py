"""The mathematics of the course, one file a chapter, named as the chapter is named.

Every function is written once, over the Python array API standard, and runs on NumPy arrays and on
PyTorch tensors, on the CPU (with autograd) and on CUDA. Conventions everywhere:

- arrays are ``(..., n, d)`` with any leading batch axes; a row is one position;
- inputs are never changed, and nothing is remembered between calls;
- the result is of the inputs' kind, dtype and device.
"""

from attention_lib.reference.scores import additive_scores, dot_product_scores

__all__ = ["additive_scores", "dot_product_scores"]
