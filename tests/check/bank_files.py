"""Reads the bank: implementations that people write, each a file with its mistake (or oddity) in a sentence.

`bank/PROBLEM/wrong/` and `bank/PROBLEM/right/`. A wrong one says in `NAMED` what the checker must call
the mistake: the name of a diagnosis, or "criterion:" and the criterion whose own sentence says it all.
Files whose first line of code is `HELD_OUT = True` were written by somebody who had not seen the
checker, and were first run when its known mistakes were finished; their NAMED, if any, was given
afterwards to those whose mistake the report's sentence really names. There were three rounds: files
ending in _third are the last one's, in _second the one's before. From the first two the checker has
learned since, and their NAMED says how it stands now. The NAMED of the third are those of its first
run, given by somebody who wrote neither checker nor bank; so are those of the first round for
chapters 1 to 8 at that time, and the rest were given by an author of the checker.
"""

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

BANK = Path(__file__).with_name("bank")


@dataclass(frozen=True)
class Entry:
    problem: str
    kind: str
    path: Path

    @property
    def id(self) -> str:
        return f"{self.problem}/{self.kind}/{self.path.stem}"

    @property
    def module(self) -> Any:
        return _load(self.path)

    def function(self) -> Any:
        """The implementation, run anew: what it remembers between calls is then forgotten."""
        module = _load.__wrapped__(self.path)
        own = self.problem if hasattr(module, self.problem) else "attention"  # masked_attention's name
        return getattr(module, own)

    @property
    def mistake(self) -> str:
        return " ".join(self.module.__doc__.split())

    @property
    def held_out(self) -> bool:
        return getattr(self.module, "HELD_OUT", False)

    @property
    def last_round(self) -> bool:
        return self.path.stem.endswith("_third")

    @property
    def named(self) -> str | None:
        return getattr(self.module, "NAMED", None)


@cache
def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"bank_{path.parent.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def entries(kind: str) -> list[Entry]:
    """All files of a kind; those that need PyTorch, or are wrong on NumPy 2 only, where there is one."""
    lacking = [] if importlib.util.find_spec("torch") else ["import torch"]
    if np.lib.NumpyVersion(np.__version__) < "2.0.0":
        lacking.append("NUMPY_2 = True")
    return [
        Entry(path.parent.parent.name, kind, path)
        for path in sorted(BANK.glob(f"*/{kind}/*.py"))
        if not any(need in path.read_text(encoding="utf-8") for need in lacking)
    ]


def said(report: Any) -> list[str]:
    """What a report calls the mistake: its diagnoses, or the first criterion that fails."""
    names = [diagnosis.name for diagnosis in report.diagnosis]
    if names:
        return [*names, "+".join(names)]  # rivals, or one mistake and one more
    return [f"criterion:{verdict.name}" for verdict in report.verdicts if verdict.status == "fails"][:1]
