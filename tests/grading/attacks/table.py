"""Write the table of attacks for the book, from stock.json and ours.json.

python tests/grading/attacks/table.py        into book/attacks.md
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from attacks import HERE, ROOT, read_all
from outcome import Outcome

PAGE = ROOT / "book" / "attacks.md"
KINDS = {
    "marks": "Marks that nobody earned",
    "wire": "Lies to the judge, on the line that it listens to",
    "secrets": "What students are not to read",
    "others": "What students are not to write",
    "network": "The network and this machine's sockets",
    "limits": "Time, memory, processes, disk and output",
    "teacher": "The teacher's browser and terminal",
    "files": "Files that are no proper submissions",
    "careless": "Careless, and honest",
}
HEAD = """\
# What was tried against the grading

Every line is a notebook, or a folder with one, that was handed in and graded for real: {count} of them, from
forged marks to forgotten loops. *Stock* is `nbgrader autograde` and `nbgrader generate_feedback` with nbgrader's
own settings, *ours* is `attention-lib grade`. Hostile work should achieve nothing; careless honest work should
get its points, no more and no less. Of the {hostile} hostile ones, {stock_bad} of the {stock_hostile} that were tried
against stock achieve something there, if only that they get no grade, and {ours_bad} against ours; of the
{careless} careless ones, stock was tried on {stock_careless} and kept points from {stock_lost}; ours was tried on all
and kept points from {ours_lost}.

“Gains 9 points” compares with what the same work gets without the attack. “Loses” says that work beside the
attack was right and didn't get all that it deserves: an attacker's loss. The attacks know where all files are.
Stock ran in a container of its own with copies of everything, where an attack does what it does to a teacher's
account. `tests/grading/attacks/` has the submissions, and the programs that made this table.
"""


NOT_RUN = "(not run)"


def words(outcome, attack):
    """Say in a cell of the table what was achieved."""
    said = outcome.words(attack.kind == "careless") if outcome else NOT_RUN
    return f"{said} (known: {attack.known})" if attack.known and outcome and outcome.achieves else said


def page():
    """Put the page together."""
    stock, ours = (
        {name: Outcome(**seen) for name, seen in json.loads((HERE / f"{who}.json").read_text()).items()}
        for who in ("stock", "ours")
    )
    attacks = [attack for attack in read_all() if attack.name in ours]
    said = {
        attack.name: [words(results.get(attack.name), attack) for results in (stock, ours)]
        for attack in attacks
    }
    fine = ("its points", NOT_RUN)
    hostile = [attack for attack in attacks if attack.kind != "careless"]
    careless = [attack for attack in attacks if attack.kind == "careless"]
    text = HEAD.format(
        count=len(attacks), hostile=len(hostile), careless=len(careless),
        stock_hostile=sum(attack.name in stock for attack in hostile),
        stock_careless=sum(attack.name in stock for attack in careless),
        stock_bad=sum(stock[attack.name].achieves for attack in hostile if attack.name in stock),
        ours_bad=sum(ours[attack.name].achieves for attack in hostile),
        stock_lost=sum(said[attack.name][0] not in fine for attack in careless),
        ours_lost=sum(said[attack.name][1] not in fine for attack in careless),
    )  # fmt: skip
    for kind, heading in KINDS.items():
        text += f"\n## {heading}\n\n| submission | stock | ours |\n|---|---|---|\n"
        for attack in attacks:
            if attack.kind == kind:
                text += f"| {attack.title} | {' | '.join(said[attack.name])} |\n"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
