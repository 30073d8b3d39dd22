"""Attention, from the dot product up: the library of the course.

`attention_lib.reference` holds the mathematics, one file a chapter. `attention_lib.check` tells a
student which mistake it was. Both need only NumPy.
"""

__version__ = "0.1.0"
