"""A class that never was: sixty students made from the checker's bank, graded for real, and the page opened.

What they hand in comes from the checkout's `tests/`: functions that people write, right and wrong. None of it
does harm, not even without a sandbox.
"""

# mypy: allow-untyped-calls

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from attention_lib.grading.course import CourseError, nbgrader_api

ASSIGNMENT = "01-scores"
DUE = datetime(2026, 3, 2, 12, 0)
MARK = ".made-by-attention-lib-demo"
"""Stands in a folder that the demo made; no other folder is ever emptied."""

PATIENCE = """
c.RunCells.timeout = 15  # seconds a cell; one of this class never comes to an end
"""

NAMES = """ada-byron emmy-noether grace-hopper zoë-ångström søren-þórsson łucja-żuraw nguyễn-thị-minh ilker-özgür
мария-иванова пётр-соколов олена-шевченко ελένη-παπαδοπούλου γιώργος-νικολάου 王小明 李娜 张伟 陳美玲 佐藤花子 鈴木一郎
김민준 이서연 محمد-علي فاطمة-حسن زهرا-رضایی דוד-כהן נועה-לוי अनन्या-शर्मा रोहन-वर्मा ஆதித்யா-குமார் প্রিয়া-দাস
สมชาย-ใจดี გიორგი-ბერიძე անի-պետրոսյան አበበ-ቢቂላ chinua-okafor amina-diallo tūī-parata keanu-kalani josé-garcía
lucía-fernández joão-silva beatriz-costa chloé-dubois françois-lefèvre jürgen-weiß anneliese-groß ingrid-håkansson
aino-virtanen mikko-mäkinen ágnes-szabó jiří-novák željka-kovač ionuț-țepeș dimitar-ivanov aylin-yıldız tomás-ó-briain
siân-llewelyn marja-liisa pat-o-brien kim-lee"""

WHY = [
    "The dot product of (1, 2) with (3, 0) is 3, and with (1, 1) it is 3 too, though (1, 1) points its way. "
    "But a model may want a long key: it says “look here”, and the cosine throws that away.",
    "Cosine is fairer because it is between -1 and 1.",
    "It depends.",
]
HOSTILE = """
import os, socket, urllib.request

def dot_product_scores(Q, K):
    for place in ("../../../../solutions/01-scores/01-scores.ipynb", "/etc/shadow", "course/gradebook.db"):
        try:
            print(open(place).read()[:40])
        except OSError:
            pass
    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except OSError:
        pass
    from attention_lib.reference import dot_product_scores as answer
    return answer(Q, K)
"""
ENDLESS = """
def dot_product_scores(Q, K):
    scores = []
    while len(scores) < len(Q) * len(K):
        for q in Q:
            scores = [q @ k for k in K]
    return np.array(scores).reshape(len(Q), len(K))
"""
# Two who worked on one text; the second of them gave things other names.
TOGETHER = """
def tie_length(angle):
    lower, upper = 0.0, 10.0
    query = np.array([[1.0, 0.0]])
    direction = np.array([[np.cos(angle), np.sin(angle)]])
    while upper - lower > 1e-4:
        middle = (lower + upper) / 2
        if dot_product_scores(query, middle * direction)[0, 0] < 1:
            lower = middle
        else:
            upper = middle
    return upper
"""
RENAMED = {"lower": "a", "upper": "b", "middle": "m", "direction": "d"}


def demo(root: Path, folder: Path, students: int = 60, show: bool = True) -> int:
    """Make a class, grade it with `attention-lib grade`, and open the summary.

    Parameters
    ----------
    root
        A checkout of the course.
    folder
        Where the class is made; emptied first, if an earlier demo made it.
    students
        How many, from 1 to 1,000.
    show
        Whether to open the page, where there is a display.

    Returns
    -------
    int
        0, or 2 when there is no summary to show.
    """
    try:
        make(root, folder, students)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"A class of {students} is in {folder}. Now: attention-lib grade {ASSIGNMENT}", flush=True)
    command = [sys.executable, "-c", "from attention_lib.cli import main; main()", "grade", ASSIGNMENT]
    graded = subprocess.run([*command, *_unprotected()], cwd=folder)
    page = folder / "course" / "summary" / f"{ASSIGNMENT}.html"
    if graded.returncode not in (0, 1) or not page.is_file():
        print("This class was not graded; the reason stands above.", file=sys.stderr)
        return 2
    if show and _display():
        webbrowser.open(page.as_uri())
    return 0


def make(root: Path, folder: Path, students: int) -> None:
    """Make the course's folder with all that the class handed in."""
    bank = root / "tests" / "check" / "bank" / "dot_product_scores"
    if not bank.is_dir():
        raise CourseError(f"The demo needs a checkout of the course, for its class is made from {bank}.")
    if folder.exists() and not (folder / MARK).exists() and (folder.is_file() or any(folder.iterdir())):
        raise CourseError(f"{folder} is there already, and no demo made it. Name another folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    config = (root / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(config + PATIENCE, encoding="utf-8")
    for step in ("solutions", "exercises"):
        shutil.copytree(root / step / ASSIGNMENT, folder / step / ASSIGNMENT)
    _register(folder, _names(students))
    _hand_in(root, folder, _names(students))


def _names(students: int) -> list[str]:
    names = NAMES.split()
    rounds = ["", *map(str, range(2, 2 + students // len(names)))]
    return [name + number for number in rounds for name in names][:students]


def _register(folder: Path, names: list[str]) -> None:
    """Write the class list and the due date into the gradebook, as a teacher would before the term."""
    from attention_lib.grading.exercises import register

    register(folder, ASSIGNMENT)
    with nbgrader_api(folder).gradebook as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
        for name in names:
            gradebook.update_or_create_student(name)


def _hand_in(root: Path, folder: Path, names: list[str]) -> None:
    """Let each student hand something in: most honest work, and some of everything that teachers meet."""
    random = Random(0)
    released = _read(folder / "exercises" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    answers = Answers(root, released, _read(folder / "solutions" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"))
    # In a class of sixty, one of each kind; who they are is drawn by lot.
    drawn = random.sample(names, len(names))
    kinds = [kind for kind, size in KINDS.items() for _ in range(max(1, size * len(names) // 60))]
    kind_of = dict(zip(drawn[1:], kinds, strict=False))
    for name in names:
        kind = kind_of.get(name, "")
        late = timedelta(hours=random.choice([1, 5, 30])) if kind == "late" else -timedelta(hours=1)
        if kind != "missing":
            place = folder / "course" / "submitted" / name / ASSIGNMENT
            place.mkdir(parents=True)
            (place / "timestamp.txt").write_text(f"{DUE + late:%Y-%m-%d %H:%M:%S} UTC\n")
            work = b"{ cells: [" if kind == "damaged" else _work(answers, kind, random)
            (place / f"{ASSIGNMENT}.ipynb").write_bytes(work)


KINDS = {
    "missing": 4,
    "late": 4,
    "together": 1,
    "renamed": 1,
    "idle": 2,
    "hostile": 1,
    "endless": 1,
    "damaged": 1,
    "doubled": 1,
    "exits": 1,
    "no test": 1,
}
"""What there is besides honest work in time, and how many of sixty do it."""


def _work(answers: "Answers", kind: str, random: Random) -> bytes:
    """Write one student's notebook."""
    import nbformat

    notebook = nbformat.from_dict(answers.released)
    if kind != "idle":
        answers.fill(notebook, random)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    first = cells["dot-product-scores"]
    if kind in ("together", "renamed"):
        text = TOGETHER
        for old, new in RENAMED.items() if kind == "renamed" else ():
            text = re.sub(rf"\b{old}\b", new, text)
        cells["tie-length"].source = text
        first.source = answers.right[0]
    elif kind == "hostile":
        first.source = HOSTILE
    elif kind == "endless":
        first.source = ENDLESS
    elif kind == "doubled":
        notebook.cells.append(nbformat.from_dict(first))
    elif kind == "exits":
        notebook.cells.append(nbformat.v4.new_code_cell("exit()"))
    elif kind == "no test":
        notebook.cells.remove(cells["check-tie-length"])
    return json.dumps(notebook).encode()  # nbformat would mend what was doubled


class Answers:
    """What students may write into each cell of the exercise."""

    def __init__(self, root: Path, released: dict[str, Any], solution: dict[str, Any]) -> None:
        self.released = released
        bank = root / "tests" / "check" / "bank" / "dot_product_scores"
        self.right = [text for path in sorted(bank.glob("right/*.py")) if (text := function(path))]
        self.wrong = [text for path in sorted(bank.glob("wrong/*.py")) if (text := function(path))]
        Random(1).shuffle(self.wrong)  # which mistakes are the usual ones in this class
        mistakes = (root / "tests" / "grading" / "wrong" / f"{ASSIGNMENT}.md").read_text(encoding="utf-8")
        self.slips: dict[str, list[str]] = {}
        for cell, code in re.findall(r"^`([\w-]+)`, [^\n]+\n\n```python\n(.*?)```", mistakes, re.M | re.S):
            self.slips.setdefault(cell, []).append(code)
        self.solved = {
            cell["metadata"]["nbgrader"]["grade_id"]: "\n".join(
                line for line in cell["source"].splitlines() if "SOLUTION" not in line
            )
            for cell in solution["cells"]
            if cell["metadata"].get("nbgrader", {}).get("solution")
        }

    def fill(self, notebook: Any, random: Random) -> None:
        """Do the exercise as somebody would: half of it right, some of it not at all."""
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name == "dot-product-scores":
                weights = [1 / (place + 1) for place in range(len(self.wrong))]
                wrong = random.choices(self.wrong, weights)[0]
                cell.source = random.choice(self.right) if random.random() < 0.5 else wrong
            elif name in self.slips:
                chance = random.random()
                if chance > 0.1:  # the others left it as it was
                    cell.source = random.choice(self.slips[name]) if chance < 0.25 else self.solved[name]
            elif name in self.solved:
                cell.source = random.choice(WHY)


def function(path: Path) -> str:
    """A function of the bank as a student would write it: without what the bank says about it.

    Empty where it needs more than NumPy and Python's own library.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for node in ast.parse(text).body:
        said = ast.unparse(node)
        if said.startswith(("import ", "from ")) and re.search(r"\b(torch|attention_lib)\b", said):
            return ""
        about = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).isupper()
        if about or isinstance(node, ast.Expr) or said == "import numpy as np":
            lines[node.lineno - 1 : node.end_lineno] = [""] * ((node.end_lineno or 0) - node.lineno + 1)
    return "\n".join(lines).strip() + "\n"


def _read(path: Path) -> Any:
    import nbformat

    return nbformat.read(path, as_version=4)


def _unprotected() -> list[str]:
    """What to add to the command where there can be no sandbox: the demo's code is the course's own."""
    from attention_lib.grading.sandbox import missing

    return ["--no-sandbox"] if missing() else []


def _display(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a browser has where to open."""
    windows = ("DISPLAY", "WAYLAND_DISPLAY")
    return sys.platform in ("darwin", "win32") or any(environment.get(name) for name in windows)
