"""What makes pages be built again although their text is unchanged.

The pages show what `attention_lib` does, and neither Sphinx nor the cache of executed notebooks
knows that: both would keep yesterday's outputs after the library has changed. Sphinx also believes
that a page it has read is done, even if its build failed or was killed before the page was written.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

LIBRARY = Path(__file__).parents[1]
MACHINERY = Path(__file__).parent  # part of the library's folder, and what no page runs


def connect(app: Sphinx) -> None:
    """Register what is done before and after a build."""
    app.add_config_value(
        "book_machinery", digest(MACHINERY), "env"
    )  # another machinery reads every page anew
    app.connect("config-inited", key_on_library)
    app.connect("config-inited", start)
    app.connect("build-finished", finish)


def digest(package: Path, without: Path | None = None) -> str:
    """Return a hash of a package's Python files: their places in it and their content.

    Parameters
    ----------
    package : Path
        The package's folder.
    without : Path, optional
        A folder in it that doesn't count.

    Returns
    -------
    str
        Sixteen hexadecimal digits.

    Examples
    --------
    >>> digest(LIBRARY) == digest(LIBRARY)
    True
    """
    total = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        if without and file.is_relative_to(without):
            continue
        for part in (file.relative_to(package).as_posix().encode(), file.read_bytes()):
            total.update(b"%d:" % len(part) + part)  # with its length, or moved text could hash the same
    return total.hexdigest()[:16]


def key_on_library(app: Sphinx, config: Config) -> None:
    """Keep one cache of outputs for each state of the library, in `_build/.jupyter_cache/`.

    A new cache also has every page read again: myst-nb registers the path as a value of Sphinx's
    `env` kind, and Sphinx reads everything when such a value has changed.
    """
    config.nb_execution_cache_path = str(caches(app) / digest(LIBRARY, without=MACHINERY))


def start(app: Sphinx, config: Config) -> None:
    """Read everything anew if the last build did not end well, and note that this one has begun."""
    if unfinished(app).exists():
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
    unfinished(app).parent.mkdir(parents=True, exist_ok=True)
    unfinished(app).touch()


def finish(app: Sphinx, exception: Exception | None) -> None:
    """After a build without warnings: forget that it was begun, and drop the caches of older libraries."""
    # Sphinx has no public count of warnings. With -W and --keep-going they come without an exception.
    if exception is None and not app._warncount:
        unfinished(app).unlink(missing_ok=True)
        for cache in caches(app).glob("*"):
            if cache != Path(app.config.nb_execution_cache_path):
                shutil.rmtree(cache, ignore_errors=True)


def caches(app: Sphinx) -> Path:
    """Return the folder of all caches of executed notebooks."""
    return Path(app.outdir).parent / ".jupyter_cache"


def unfinished(app: Sphinx) -> Path:
    """Return the file that is there from a build's beginning to its good end."""
    return Path(app.doctreedir) / "unfinished"
