"""The front door: what `make` says, and what it says when something is missing."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def make(tmp_path):
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)

    def run(*arguments):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        return subprocess.run(
            ["make", *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    return run


def python(folder, answers):
    """A stand-in for a Python: fails on commands that have the given words, otherwise answers 3.9.1."""
    path = folder / "python"
    cases = "".join(f"*{word}*) exit 1 ;;\n" for word in answers)
    path.write_text(f'#!/bin/sh\ncase "$*" in\n{cases}*) echo 3.9.1 ;;\nesac\n')
    path.chmod(0o755)
    return path


def test_make_alone_explains_every_target_in_a_line(make):
    done = make()
    assert done.returncode == 0
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    explained = re.findall(r"^make ([a-z]+) +\S", done.stdout, re.MULTILINE)
    assert set(explained) == set(targets) - {"help"}
    assert len(done.stdout.splitlines()) == len(explained)


def test_no_python_is_one_sentence(make):
    done = make("book", "PYTHON=python-of-nowhere")
    assert done.returncode != 0
    assert "needs Python 3.11 or newer, and 'python-of-nowhere' was not found" in done.stdout


def test_an_old_python_is_one_sentence_with_its_version(make, tmp_path):
    done = make("book", f"PYTHON={python(tmp_path, ['version_info'])}")
    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stdout
    assert "is 3.9.1" in done.stdout


def test_a_missing_venv_module_is_one_sentence(make, tmp_path):
    done = make("book", f"PYTHON={python(tmp_path, ['ensurepip'])}")
    assert done.returncode != 0
    assert "python3-venv" in done.stdout


def test_an_interrupted_setup_is_begun_again_from_nothing(make, tmp_path):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "half").touch()
    fake = tmp_path / "python"
    fake.write_text('#!/bin/sh\ncase "$*" in *--clear*) rm -r .venv; exit 7 ;; esac\n')
    fake.chmod(0o755)
    assert "Error 7" in make("book", f"PYTHON={fake}").stderr
    assert not (tmp_path / ".venv").exists()


def test_pip_args_are_handed_on_to_pip_and_a_finished_setup_is_not_repeated(make, tmp_path):
    fake = tmp_path / "python"
    fake.write_text(
        '#!/bin/sh\ncase "$*" in *--clear*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;; esac\necho "$@" >> log\n'
    )
    fake.chmod(0o755)
    arguments = (".venv/.ready", f"PYTHON={fake}", "PIP_ARGS=--extra-index-url somewhere")
    assert make(*arguments).returncode == 0
    log = (tmp_path / "log").read_text()
    assert "--extra-index-url somewhere -r requirements.lock" in log
    assert "--no-deps --no-build-isolation -e ." in log
    assert make(*arguments).returncode == 0
    assert (tmp_path / "log").read_text() == log


def test_clean_keeps_the_course(make, tmp_path):
    for name in (".venv", ".cache", "_build", "course"):
        (tmp_path / name).mkdir()
    assert make("clean").returncode == 0
    assert (tmp_path / "course").exists()
    assert not (tmp_path / ".venv").exists()
