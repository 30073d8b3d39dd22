"""Grade all attacks with `attention-lib grade`, in one class, and say what each achieved.

python tests/grading/attacks/ours.py        into ours.json
python tests/grading/attacks/ours.py NAME ...   show these only
"""

import contextlib
import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from attacks import AFTER, BEFORE, HERE, ROOT, TEST, A, Attack, World, read_all
from outcome import active_in, opened, pages, seen

RESULT = HERE / "ours.json"
CELL = 5  # seconds a cell: the attacks that wait wait for this long
SEED = 48151623421234567
HONEST = {BEFORE: 10, AFTER: 10}


@dataclass
class Graded:
    """A class of attackers after its grading."""

    world: World
    attacks: list
    outcomes: dict = field(default_factory=dict)
    runs: dict = field(default_factory=dict)  # assignment: (exit code, what was printed, seconds)
    changed: list = field(default_factory=list)
    strays: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    left: list = field(default_factory=list)
    neighbours: dict = field(default_factory=dict)

    def told(self, attack):
        """What was printed about an attack's submission."""
        return "\n".join(line for line in self.runs[attack.assignment][1].splitlines() if attack.name in line)


def free_port():
    """Find a port that nobody has."""
    with socket.socket() as one:
        one.bind(("0.0.0.0", 0))
        return one.getsockname()[1]


def other_address():
    """Find the address of an interface that is not the loopback; where there is none, one of its others."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(("192.0.2.1", 9))  # sends nothing
            return one.getsockname()[0]
        except OSError:
            return "127.0.0.2"


def descendants():
    """List the processes that descend from this one, whoever is their parent now."""
    above, names = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            head, _, rest = stat.read_text(errors="replace").rpartition(")")
            number, _, name = head.partition(" (")
            above[int(number)], names[int(number)] = int(rest.split()[1]), (name, rest.split()[0])
    found = {os.getpid()}
    while more := {one for one, parent in above.items() if parent in found} - found:
        found |= more
    return {one: command(one) or names[one][0] for one in found - {os.getpid()} if names[one][1] != "Z"}


def command(process):
    """A process's command line, as long as it is there."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_text(errors="replace").replace("\0", " ")[:200]
    return ""


def grade_class(folder, attacks, mark=None):
    """Hand in all attacks, grade them, and look at what they achieved."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # orphans become this process's children, and are found
    world = World(folder, port=free_port(), host=other_address())
    folder.mkdir()
    world.make((ROOT / "nbgrader_config.py").read_text() + f"\nc.RunCells.timeout = {CELL}\n")
    world.secrets["seed"] = str(SEED)
    for attack in attacks:
        world.submit(attack)
    graded = Graded(world, attacks)
    listener = subprocess.Popen([sys.executable, HERE / "attacks.py", folder, str(world.port), world.mark])
    try:
        while not world.log.exists():
            time.sleep(0.05)
        before, processes = world.files(), descendants()
        for assignment in dict.fromkeys([A, *(attack.assignment for attack in attacks)]):
            graded.runs[assignment] = run(world, assignment)
        after = world.files()
        for _ in range(50):  # what ends by itself may take a moment on a busy machine
            graded.left = [name for one, name in descendants().items() if one not in processes]
            if graded.left:
                time.sleep(0.1)
        graded.changed = sorted(
            path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
        )
        graded.strays, graded.contacts = world.strays(), world.log.read_text().splitlines()
    finally:
        listener.kill()
        listener.wait()
    graded.neighbours = {name: (world.grades(Attack(name)) or {}).get(TEST) for name in HONEST}
    for attack in attacks:
        graded.outcomes[attack.name] = outcome = seen(world, attack, graded.told(attack))
        if attack.kind in ("teacher", "files"):
            outcome.page = sorted({*outcome.page, *active_in(formgrader(world, attack), world)})
    return graded


def run(world, assignment):
    """Run `attention-lib grade` and say how it ended, what it printed, and how long it took."""
    begun = time.monotonic()
    command = ["attention-lib", "grade", assignment, "--seed", str(SEED)]
    with (world.folder / f"{assignment}.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=world.course, env=world.environment(), stdout=log, stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            code = process.wait(timeout=1800)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            code = "never ends"
    said = (world.folder / f"{assignment}.log").read_bytes().decode(errors="surrogateescape")
    return code, said, round(time.monotonic() - begun)


def formgrader(world, attack):
    """Turn the graded notebook into a page as formgrader does: no policy protects whoever opens that."""
    import nbformat
    from nbconvert.exporters import HTMLExporter

    found = []
    for path in world.outputs(attack):
        if path.suffix == ".ipynb" and path.stat().st_size < 20_000_000 and "sub" not in path.parts:
            target = world.folder / "formgrader" / f"{attack.name}-{path.stem}.html"
            target.parent.mkdir(exist_ok=True)
            with contextlib.suppress(nbformat.reader.NotJSONError):
                page, _ = HTMLExporter(template_name="classic").from_notebook_node(nbformat.read(path, 4))
                target.write_text(page, encoding="utf-8", errors="replace")
                found.append(target)
    return found


def in_browser(browser, world, attacks):
    """Open all pages of some attacks in Chromium; tell which ran a script, and who was asked for anything."""
    ran, asked = set(), set()
    for attack in attacks:
        for path in [*pages(world, attack), *(world.folder / "formgrader").glob(f"{attack.name}-*.html")]:
            pwned, addresses = opened(browser, path)
            if pwned:
                ran.add(attack.name)
            if any(str(world.port) in address for address in addresses):
                asked.add(attack.name)
    return ran, asked


def main(names):
    """Grade the class and write down, or show, what was achieved."""
    from playwright.sync_api import sync_playwright

    attacks = [attack for attack in read_all() if not names or attack.name in names]
    with tempfile.TemporaryDirectory(prefix="attacks-", dir="/var") as place:
        graded = grade_class(Path(place) / "class", attacks)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            ran, asked = in_browser(
                browser, graded.world, [a for a in attacks if a.kind in ("teacher", "files")]
            )
        for attack in attacks:
            outcome = graded.outcomes[attack.name]
            outcome.ran = attack.name in ran
            words = outcome.words(attack.kind == "careless")
            print(f"{attack.name:40} {outcome.points:g} of {outcome.deserved:g}: {words}")
        print("runs:", {name: (code, seconds) for name, (code, _, seconds) in graded.runs.items()})
        print(*(ascii(said) for _, said, _ in graded.runs.values()), sep="\n")
        print("changed:", graded.changed, "strays:", graded.strays, "contacts:", graded.contacts)
        print("left:", graded.left, "neighbours:", graded.neighbours, "asked by pages:", sorted(asked))
    if not names:
        results = {name: outcome.to_dict() for name, outcome in sorted(graded.outcomes.items())}
        RESULT.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
