"""attention-lib check, as a student types it."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from attention_lib import cli

COMMAND = [str(Path(sys.executable).with_name("attention-lib"))]


@pytest.fixture
def check(tmp_path):
    def run(source, *options, problem="dot_product_scores", name="mine.py"):
        (tmp_path / name).write_text(source, encoding="utf-8")
        return subprocess.run(
            [*COMMAND, "check", problem, name, *options],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    return run


RIGHT = "def dot_product_scores(Q, K):\n    return Q @ K.swapaxes(-1, -2)\n"


def test_a_right_solution_passes_with_0(check):
    done = check(RIGHT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "10 of 10 points" in done.stdout


def test_a_wrong_one_says_which_mistake_and_exits_with_1(check):
    done = check(RIGHT.replace("K.swapaxes(-1, -2)", "K"))
    assert done.returncode == 1
    assert "K is not transposed" in done.stdout
    assert "line 2: return Q @ K" in done.stdout


def test_json_is_json(check):
    assert json.loads(check(RIGHT, "--json").stdout)["passed"] is True


def test_a_seed_draws_the_same_cases(check):
    wrong = RIGHT.replace("K.swapaxes(-1, -2)", "K")
    assert check(wrong, "--seed", "7").stdout == check(wrong, "--seed", "7").stdout


def test_a_function_of_another_name_can_be_named(check):
    assert check(RIGHT.replace("dot_product_scores", "mine"), "--function", "mine").returncode == 0


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def f(:\n", "SyntaxError"),
        ("import nothing_of_this_name\n", "ModuleNotFoundError"),
        ("raise SystemExit(0)\n", "SystemExit"),
        ("x = 1\n", "defines no function dot_product_scores"),
        ("dot_product_scores = 3\n", "defines no function dot_product_scores"),
    ],
)
def test_a_file_that_cannot_be_run_is_not_passed_and_says_why(check, source, says):
    done = check(source)
    assert done.returncode == 1
    assert says in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this platform has no interval timer")
def test_a_file_may_take_its_time_to_load_but_not_for_ever(tmp_path, monkeypatch):
    (tmp_path / "slow.py").write_text(f"import time\ntime.sleep(5.5)\n{RIGHT}", encoding="utf-8")
    (tmp_path / "endless.py").write_text("while True: pass\n", encoding="utf-8")
    slow = CliRunner().invoke(cli.main, ["check", "dot_product_scores", str(tmp_path / "slow.py")])
    assert slow.exit_code == 0, slow.output
    monkeypatch.setattr(cli, "SECONDS_TO_LOAD", 0.2)
    endless = CliRunner().invoke(cli.main, ["check", "dot_product_scores", str(tmp_path / "endless.py")])
    assert endless.exit_code == 1
    assert "still running" in endless.output


def test_wrong_usage_exits_with_2_and_a_sentence(check, tmp_path):
    unknown = check(RIGHT, problem="softmaxx")
    assert unknown.returncode == 2
    assert "No exercise is called 'softmaxx'" in unknown.stderr
    notebook = check(RIGHT, name="mine.ipynb")
    assert notebook.returncode == 2
    assert "not a Python file" in notebook.stderr
    missing = subprocess.run(
        [*COMMAND, "check", "dot_product_scores", "none.py"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert missing.returncode == 2
    assert "none.py" in missing.stderr


def test_problems_are_listed_with_their_points():
    done = subprocess.run([*COMMAND, "problems"], capture_output=True, text=True, check=True, timeout=60)
    assert "dot_product_scores" in done.stdout
    assert "10 points  softmax(scores, axis=-1)" in done.stdout
