"""The students' edition of attention_lib: what may be imported while an assignment is graded, and no more."""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path

from attention_lib import reference
from attention_lib.check.problems import CHAPTERS

HERE = Path(reference.__file__).parents[1]

ALWAYS = (
    "plot",
    "grading.kernel",
    "grading.warm",
    "grading.confine",
    "check.function",
)
"""What the warm process needs, and the figures; what these import comes along."""

HIDDEN = ("check.problems", "check.asif", "fused", "cli", "book")
"""What must never come along: it knows what is right."""

NAMES = {chapter.__name__.rpartition(".")[2]: chapter for chapter in CHAPTERS}


def edition(problems: Sequence[str], to: Path, imports: Sequence[str] = ()) -> None:
    """Write the `attention_lib` that is there while an assignment is graded.

    Of the reference implementations it has those of the chapters before the assignment's own, which its
    exercises build on; of the checker, what asks a student's function for its results.

    Parameters
    ----------
    problems : sequence of str
        The names of the problems that the assignment asks for. Without any, no chapter is there.
    to : Path
        The folder that gets the package; it goes to the front of the path.
    imports : sequence of str
        The names that the assignment's locked cells import from `attention_lib.reference`. The chapters
        that they are in are there, too.

    Raises
    ------
    ValueError
        When a file that has to be there would bring along what must not.
    """
    chapters = _chapters(problems, imports)
    shown = {f"reference.{name}" for name in chapters}
    modules = _with_what_they_import({*ALWAYS, *shown, "reference.arrays"})
    for module in modules:
        solved = module.startswith("reference.") and module not in {*shown, "reference.arrays"}
        if solved or module.startswith(HIDDEN):
            raise ValueError(f"attention_lib.{module} would be seen by students, and must not be")
        _write(to, module, (_file(module)).read_text())
    for package in ("", "reference", "check", "grading"):
        folder = to / "attention_lib" / package
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "__init__.py").exists():
            (folder / "__init__.py").write_text('"""The students\' edition."""\n')
    (to / "attention_lib" / "check" / "__init__.py").write_text(CHECK)
    (to / "attention_lib" / "reference" / "__init__.py").write_text(_reference(chapters))
    for hidden in ("fused", *(f"reference.{name}" for name in NAMES if name not in chapters)):
        _write(to, hidden, f"raise ImportError({_refusal(hidden.rpartition('.')[2])!r})\n")
    for path in (to / "attention_lib", *(to / "attention_lib").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)  # whoever runs student code can read it


def _chapters(problems: Sequence[str], imports: Sequence[str]) -> list[str]:
    """The chapters before the first that a problem is in, and those of what is imported."""
    own = [
        number
        for number, chapter in enumerate(CHAPTERS)
        if any(problem.name in problems for problem in chapter.PROBLEMS)
    ]
    before = list(NAMES)[: min(own, default=0)]
    # Where a name is at home, its function knows: reference.masks.attention, not the one of chapter 4.
    homes = {getattr(reference, name).__module__.rpartition(".")[2] for name in imports}
    needed = {
        module.rpartition(".")[2]
        for module in _with_what_they_import({f"reference.{home}" for home in homes})
    }
    return [name for name in NAMES if name in {*before, *needed}]


def _with_what_they_import(modules: set[str]) -> set[str]:
    """Modules of attention_lib, and all of its modules that they import, inside functions too."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        if module not in found and _file(module).is_file():
            found.add(module)
            waiting += _imports(_file(module))
    return found


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        yield from (name.partition(".")[2] for name in names if name.startswith("attention_lib."))


def _file(module: str) -> Path:
    return HERE / (module.replace(".", "/") + ".py")


def _write(to: Path, module: str, text: str) -> None:
    file = to / "attention_lib" / (module.replace(".", "/") + ".py")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def _reference(chapters: Sequence[str]) -> str:
    """The package's own file: the public names of some chapters; a sentence for each other."""
    lines = ['"""The mathematics of the chapters that this assignment builds on."""\n']
    homes = {name: getattr(reference, name).__module__.rpartition(".")[2] for name in reference.__all__}
    homes["MultiHeadAttention"] = "pytorch"
    there = {name: home for name, home in homes.items() if home in chapters}
    at_once = {name: home for name, home in there.items() if home != "pytorch"}
    lines += [f"from attention_lib.reference.{home} import {name}" for name, home in at_once.items()]
    lines.append(f"\n__all__ = {sorted(at_once)!r}\n")
    lines.append("def __getattr__(name):")
    if "pytorch" in chapters:
        lines += [
            '    if name == "MultiHeadAttention":',
            "        from attention_lib.reference.pytorch import MultiHeadAttention",
            "        return MultiHeadAttention",
        ]
    for name in sorted({*homes} - {*there}):
        lines += [f"    if name == {name!r}:", f"        raise ImportError({_refusal(name)!r})"]
    lines.append('    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")')
    return "\n".join(lines) + "\n"


def _refusal(name: str) -> str:
    return f"{name} is what this exercise, or one after it, asks you to write; while grading it can't be imported."


CHECK = '''"""Stands for the checker while an assignment is graded."""

import sys
from types import ModuleType

SENTENCE = (
    "While grading, only the graded cells are checked, and not from within the notebook: "
    "this check has no result here."
)


class Report:
    """What `check` gives while grading: no result, and a sentence that says why."""

    passed, score, max_score, diagnosis = False, 0, 0, ()

    def __repr__(self):
        return SENTENCE

    def to_dict(self):
        return {}


def run(*_, **__):
    return Report()


def check(*_, **__):
    return Report()


class _CallableModule(ModuleType):
    __call__ = staticmethod(check)


sys.modules[__name__].__class__ = _CallableModule
'''
