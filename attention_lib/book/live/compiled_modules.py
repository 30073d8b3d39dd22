"""Compiles the modules that Python reads when it starts in a page, which halves the time that takes.

Run by `compile.mjs` in the Python of the page, whose version the compiled files must have. The archives
in `/tmp` are changed in place: a module that is read at the start is there compiled, without its
docstrings; any other stays source, which is smaller.
"""

import shutil
import sys
import zipfile
from importlib import import_module

PACKAGES = "/lib/python3.11/site-packages/"
PLACES = {"python_stdlib": "/lib/python311.zip/", "numpy": PACKAGES, "course": PACKAGES}
KEEP_SOURCE = "attention_lib/reference/"  # a reader may want to see it: inspect.getsource(softmax)

NEEDS_DOCSTRINGS = "numpy/core/multiarray.py"  # it hands them on to functions written in C


def compiled(code: object) -> bytes:
    """Return the content of a .pyc file."""
    write = import_module("importlib._bootstrap_external")._code_to_hash_pyc
    return bytes(write(code, bytes(8), False))  # the source is not looked at, so it needs no hash


def compile_used(name: str, place: str, used: set[str]) -> None:
    """Compile the modules of an archive that are in use."""
    archive = f"/tmp/{name}.zip"
    with zipfile.ZipFile(archive) as before, zipfile.ZipFile(archive + ".new", "w") as after:
        for info in before.infolist():
            data, file = before.read(info), info.filename
            if place + file not in used or not file.endswith(".py"):
                after.writestr(info, data)
                continue
            if file.startswith(KEEP_SOURCE):
                folder, _, module = file.rpartition("/")
                after.writestr(info, data)
                code = compile(data, place + file, "exec", dont_inherit=True, optimize=0)
                file = f"{folder}/__pycache__/{module.removesuffix('.py')}.cpython-311.pyc"
            else:
                optimize = 0 if file == NEEDS_DOCSTRINGS else 2
                code = compile(data, place + file, "exec", dont_inherit=True, optimize=optimize)
                file += "c"
            after.writestr(zipfile.ZipInfo(file, info.date_time), compiled(code))
    shutil.move(archive + ".new", archive)


def main() -> None:
    """Change the archives."""
    for name in ("numpy", "course"):
        shutil.unpack_archive(f"/tmp/{name}.zip", PACKAGES)
    import_module("page_session")
    import_module("attention_lib.check").run("softmax", lambda scores, axis=-1: scores, seed=0).html()
    used = {str(getattr(module, "__file__", None)) for module in list(sys.modules.values())}
    for name, place in PLACES.items():
        compile_used(name, place, used)


if __name__ == "__main__":
    main()
