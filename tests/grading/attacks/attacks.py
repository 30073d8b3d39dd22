"""The hostile and careless submissions of this folder, and a course with secrets in which they are handed in.

A file is a submission. Its front matter says what it tries and what it deserves; each block of code says where
it goes: `python NAME` and `markdown NAME` take the place of a cell's text, `python` and `markdown` are cells of
its own, and `edit` is run here, on the notebook and on the folder that is handed in.
"""

import copy
import hashlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import yaml

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
A = "01-scores"
BEFORE, AFTER = "ada", "zoe"  # graded before all others and after them
RIGHT = "def dot_product_scores(Q, K):\n    return Q @ K.swapaxes(-1, -2)\n"
WRONG = """
def dot_product_scores(Q, K):
    return np.zeros((*np.broadcast_shapes(Q.shape[:-2], K.shape[:-2]), Q.shape[-2], K.shape[-2]), Q.dtype)
"""
TEST = "check-dot-product-scores"
DESERVED = {"wrong": {TEST: 1}, "right": {TEST: 10}, "none": {}, "all": {}}
BLOCK = re.compile(r"^```(\w+) ?([\w-]*)\n(.*?)^```$", re.M | re.S)


@dataclass
class Attack:
    """One submission."""

    name: str
    title: str = ""
    kind: str = ""
    text: str = ""
    assignment: str = A
    work: str = "wrong"  # what stands for dot_product_scores, where the attack has none of its own
    points: dict = None  # what the work deserves, by cell; cells that are not named deserve nothing
    note: str = ""  # what the teacher has to be told
    student: str = ""
    alone: bool = False  # may break a run that is not protected
    sign: str = ""  # a pattern in its output by which one sees that it got what it wanted
    known: str = ""  # why it succeeds all the same, where nothing can prevent it

    def __post_init__(self):
        self.student = self.student or self.name
        if self.points is None:
            self.points = dict(DESERVED[self.work])


def read_all():
    """Read every submission of this folder."""
    attacks = []
    for path in sorted(HERE.glob("*.md")):
        _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
        attacks.append(Attack(path.stem, text=text, **yaml.safe_load(head)))
    return attacks


@dataclass
class World:
    """A course and what lies around it: a teacher's files, sockets that listen, and secrets in all of them."""

    folder: Path
    port: int = 0
    host: str = "127.0.0.1"
    mark: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self):
        self.course, self.home, self.lib = (self.folder / name for name in ("course", "home", "lib"))
        self.log, self.socket = self.folder / "contacts.log", self.folder / "host.sock"
        self.secrets = {
            name: f"canary-{name}-{self.mark}"
            for name in ("solution", "submission", "gradebook", "environment", "file", "socket")
        }

    def make(self, config):
        """Make the course, with a class of two who are to be left alone."""
        shutil.copytree(ROOT / "attention_lib", self.lib / "attention_lib")
        for folder in (self.home, self.folder / "jupyter"):
            folder.mkdir()
        (self.home / "secret.txt").write_text(self.secrets["file"])
        self.course.mkdir()
        (self.course / "nbgrader_config.py").write_text(config)
        for name in ("solutions", "exercises"):
            shutil.copytree(ROOT / name, self.course / name)
        source = self.course / "solutions" / A / f"{A}.ipynb"
        notebook = nbformat.read(source, as_version=4)
        cell = find(notebook, "dot-product-scores")
        mark = "### BEGIN SOLUTION"
        cell.source = cell.source.replace(mark, f"{mark}\n    # {self.secrets['solution']}")
        nbformat.write(notebook, source)
        self.run("nbgrader", "generate_assignment", "--force", "0[1248]-*")
        with self.gradebook() as book:
            book.add_student(BEFORE, last_name=self.secrets["gradebook"])
        for student in (BEFORE, AFTER):
            self.submit(
                Attack(student, work="right", text=f"```python\n# {self.secrets['submission']}\n```\n")
            )

    def environment(self):
        """What a command is run with: all of Jupyter's folders in here, and the library's copy."""
        names = (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
            "XDG_CACHE_HOME",
        )
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        own = {name: str(self.folder / "jupyter" / name) for name in names}
        secret = {"COURSE_SECRET": self.secrets["environment"], "PYTHONPATH": str(self.lib), "PATH": path}
        return {**os.environ, **own, **secret}

    def run(self, *command, seconds=600, check=True):
        """Run a command in the course's folder."""
        done = subprocess.run(
            command, cwd=self.course, env=self.environment(), capture_output=True, timeout=seconds
        )
        assert not check or done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")
        return done

    def fill(self, text):
        """Tell an attacker all that could be known: where everything is."""
        known = {
            "COURSE": self.course, "HOME": self.home, "LIB": self.lib, "SOCKET": self.socket, "MARK": self.mark,
            "PORT": self.port, "HOST": self.host, "ABSTRACT": f"attacks-{self.mark}", "VICTIM": BEFORE,
        }  # fmt: skip
        return re.sub(r"@([A-Z]+)@", lambda found: str(known.get(found[1], found[0])), text)

    def submit(self, attack):
        """Hand in one submission."""
        folder = self.course / "course" / "submitted" / attack.student / attack.assignment
        folder.mkdir(parents=True)
        file = folder / f"{attack.assignment}.ipynb"
        notebook = nbformat.read(self.course / "exercises" / attack.assignment / file.name, as_version=4)
        state = {
            "world": self, "folder": folder, "notebook": notebook, "cells": notebook.cells, "data": None,
            "find": lambda name: find(notebook, name), "points": attack.points, "write": True,
            "copy": copy, "json": json, "nbformat": nbformat, "os": os, "socket": socket,
        }  # fmt: skip
        if attack.assignment == A:
            self.solve(notebook, attack)
        file.touch()
        anchor = None
        for kind, name, text in BLOCK.findall(self.fill(attack.text)):
            if kind == "edit":
                exec(text, state)
            elif name:
                find(notebook, name).source = text.rstrip("\n")
            else:
                anchor = anchor or find(notebook, FIRST_CODE[attack.assignment])
                make = nbformat.v4.new_code_cell if kind == "python" else nbformat.v4.new_markdown_cell
                new = make(text.rstrip("\n"))
                index = next(i for i, cell in enumerate(notebook.cells) if cell is anchor)
                notebook.cells.insert(index + 1, new)
                anchor = new
        if state["write"]:
            file.write_bytes(state["data"] or json.dumps(notebook, indent=1).encode())

    def solve(self, notebook, attack):
        """Do the first exercise, rightly or wrongly, or all of them."""
        if attack.work in ("wrong", "right"):
            find(notebook, "dot-product-scores").source = (RIGHT if attack.work == "right" else WRONG).strip()
        if attack.work == "all":
            source = nbformat.read(ROOT / "solutions" / A / f"{A}.ipynb", as_version=4)
            for cell, solved in zip(notebook.cells, source.cells, strict=True):
                mark = cell.metadata.get("nbgrader", {})
                if mark.get("solution"):
                    lines = solved.source.splitlines()
                    cell.source = "\n".join(line for line in lines if "SOLUTION" not in line)
                elif mark.get("grade"):
                    attack.points[mark["grade_id"]] = mark["points"]

    def gradebook(self):
        """Open nbgrader's gradebook."""
        from nbgrader.api import Gradebook

        return Gradebook(f"sqlite:///{self.course}/course/gradebook.db?timeout=60")

    def grades(self, attack):
        """Read an attack's points by cell; None where there is no grade at all."""
        from nbgrader.api import MissingEntry

        with self.gradebook() as book:
            try:
                submission = book.find_submission(attack.assignment, attack.student)
            except MissingEntry:
                return None
            return {
                grade.name: grade.auto_score if grade.manual_score is None else grade.manual_score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }

    def outputs(self, attack):
        """List the files that grading made of an attack."""
        for step in ("autograded", "feedback"):
            folder = self.course / "course" / step / attack.student / attack.assignment
            yield from (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())

    def files(self):
        """Tell what is in every file that grading has no business with."""
        found = {}
        for part in (
            "course/solutions",
            "course/exercises",
            "course/nbgrader_config.py",
            "course/course/submitted",
            "home",
            "lib",
        ):
            top = self.folder / part
            for path in [top, *top.rglob("*")]:
                if "__pycache__" in path.parts:
                    continue
                kind = path.lstat()
                content = (
                    hashlib.sha256(path.read_bytes()).hexdigest()
                    if path.is_file() and not path.is_symlink()
                    else ""
                )
                found[str(path.relative_to(self.folder))] = (kind.st_mode, content)
        return found

    def strays(self):
        """List what an attack left in places that all share, or made in the teacher's folders."""
        places = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/", self.home, self.course, self.course / "course")
        return [
            path for place in places for path in Path(place).glob(f"*{self.mark}*") if path != self.folder
        ]


FIRST_CODE = {
    A: "dot-product-scores",
    "02-softmax": "softmax",
    "04-values": "values-attention",
    "08-multi-head": "multi-head-attention",
}


def find(notebook, name):
    """Find a cell by its nbgrader id."""
    return next(
        cell for cell in notebook.cells
        if isinstance(cell.metadata.get("nbgrader"), dict) and cell.metadata["nbgrader"].get("grade_id") == name
    )  # fmt: skip


def listen(world):
    """Write down who gets in touch, by TCP, UDP and unix sockets, and tell a secret to those who do."""
    import select

    sockets = {}
    for kind, family, address in (
        (socket.SOCK_STREAM, socket.AF_INET, ("0.0.0.0", world.port)),
        (socket.SOCK_DGRAM, socket.AF_INET, ("0.0.0.0", world.port)),
        (socket.SOCK_STREAM, socket.AF_INET6, ("::1", world.port)),
        (socket.SOCK_STREAM, socket.AF_UNIX, str(world.socket)),
        (socket.SOCK_STREAM, socket.AF_UNIX, f"\0attacks-{world.mark}"),
    ):
        one = socket.socket(family, kind)
        one.bind(address)
        if kind == socket.SOCK_STREAM:
            one.listen(64)
        sockets[one] = f"{family.name} {kind.name}"
    os.chmod(world.socket, 0o777)
    world.log.touch()
    while True:
        for one in select.select(list(sockets), [], [])[0]:
            with world.log.open("a") as log:
                log.write(sockets[one] + "\n")
            if one.type == socket.SOCK_DGRAM:
                one.recvfrom(100)
                continue
            connection, _ = one.accept()
            with connection:
                connection.sendall(world.secrets["socket"].encode())


if __name__ == "__main__":  # FOLDER PORT MARK: the listeners, as a process of their own
    listen(World(Path(sys.argv[1]), int(sys.argv[2]), mark=sys.argv[3]))
