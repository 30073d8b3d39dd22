"""What importing the library costs on top of NumPy, in fresh processes."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["attention_lib", "attention_lib.reference"])
def test_import(race, module):
    race(
        f"import {module}",
        lambda: subprocess.run([sys.executable, "-c", f"import {module}"], check=True),
        "import numpy",
        lambda: subprocess.run([sys.executable, "-c", "import numpy"], check=True),
        1.30,
    )
