"""Run every attack against stock nbgrader, and write down what it achieved.

    python tests/grading/attacks/against_stock.py            those that are not yet in stock.json (an hour for all)
    python tests/grading/attacks/against_stock.py NAME ...   these, again

Stock is `nbgrader autograde` and `nbgrader generate_feedback` with nbgrader's own settings: of this course's
configuration only the folders are kept. The attacks are real and nothing protects nbgrader from them, so it
runs in a bubblewrap of its own, with processes, network and disk of its own: what an attack could do to the
teacher's account, it does to a copy.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from attacks import AFTER, BEFORE, HERE, ROOT, TEST, Attack, World, read_all
from outcome import opened, pages, seen

RESULT = HERE / "stock.json"
MOST = 25  # submissions in one run
MEMORY = 10 * 2**30  # bytes; the machine that this runs on is to survive
SECONDS = 420
INSIDE = """
{python} {listener} {folder} {port} {mark} &
listener=$!
sleep 0.5
cd {course}
timeout {seconds} prlimit --as={memory} nbgrader autograde {assignment} > {folder}/run.log 2>&1
echo $? > {folder}/rc
timeout 300 nbgrader generate_feedback {assignment} >> {folder}/run.log 2>&1
sleep 1
for one in /proc/[0-9]*; do
    number=${{one#/proc/}}
    case $number in 1|$$|$listener) continue;; esac
    tr '\\0\\n' '  ' < $one/cmdline
    echo
done > {folder}/left.all
grep -v -e '^sh -c' -e '^ *$' {folder}/left.all > {folder}/left
"""


def configuration():
    """This course's folders, with nbgrader's own settings for all else."""
    folders, _, _ = (ROOT / "nbgrader_config.py").read_text().partition("# --- Grading ---")
    return folders + "c.ClearMarkScheme.enforce_metadata = False\n"


def contained(world, assignment):
    """Run stock nbgrader in a world where it can do no harm to this one."""
    script = INSIDE.format(
        python=sys.executable, listener=HERE / "attacks.py", folder=world.folder, port=world.port, mark=world.mark,
        course=world.course, seconds=SECONDS, memory=MEMORY, assignment=assignment,
    )  # fmt: skip
    command = [
        "bwrap",
        "--unshare-all",
        "--die-with-parent",
        "--ro-bind",
        "/",
        "/",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
    ]
    for place in ("/tmp", "/var", "/run", str(Path.home() / ".cache")):  # sockets of this machine, too
        command += ["--tmpfs", place] if Path(place).is_dir() else []
    command += ["--bind", str(world.folder), str(world.folder), "sh", "-c", script]
    try:
        subprocess.run(
            command, env=world.environment(), capture_output=True, timeout=SECONDS + 320, check=False
        )
    except subprocess.TimeoutExpired:
        return "the run never ends"
    code = (world.folder / "rc").read_text().strip() if (world.folder / "rc").exists() else "killed"
    return {"0": "well", "124": "the run never ends", "killed": "kills the run"}.get(code, "well")


def group(template, attacks):
    """Hand in some attacks together, run stock nbgrader, and say what each achieved."""
    with tempfile.TemporaryDirectory(dir=template.folder.parent, prefix="stock-") as place:
        world = World(Path(place) / "w", port=45123, host="127.0.0.2", mark=template.mark)
        shutil.copytree(template.folder, world.folder, symlinks=True)
        config = world.course / "nbgrader_config.py"
        config.write_text(configuration())
        for attack in attacks:
            world.submit(attack)
        before, begun = world.files(), time.monotonic()
        ended = contained(world, attacks[0].assignment)
        seconds, after = time.monotonic() - begun, world.files()
        log = (
            (world.folder / "run.log").read_text(errors="replace")
            if (world.folder / "run.log").exists()
            else ""
        )
        left = (world.folder / "left").read_text().splitlines() if (world.folder / "left").exists() else []
        changed = sorted(
            {
                sort(path, world)
                for path in before.keys() | after.keys()
                if before.get(path) != after.get(path)
            }
        )
        strays = [sort(str(path), world) for path in world.folder.rglob(f"*PWNED-{world.mark}*")]
        contacts = len(world.log.read_text().splitlines()) if world.log.exists() else 0
        found = {}
        for attack in attacks:
            found[attack.name] = outcome = seen(world, attack, log if len(attacks) == 1 else "")
            if len(attacks) == 1:
                outcome.ended, outcome.seconds = ended, round(seconds)
                outcome.touched = sorted({*changed, *strays})
                outcome.touched += ["the gradebook"] * (594 in (world.grades(Attack(BEFORE)) or {}).values())
                outcome.reached, outcome.left = contacts, len(left)
                neighbours = [world.grades(Attack(name)) or {} for name in (BEFORE, AFTER)]
                outcome.others = all(marks.get(TEST) == 10 for marks in neighbours)
            outcome.ran = runs_in_browser(world, attack)
            print(f"{attack.name:40} {outcome.words(attack.kind == 'careless')}", flush=True)
        if len(attacks) > 1 and (changed or contacts or left):
            print("   together:", changed, contacts, left[:5], flush=True)
        return attacks, {name: outcome.to_dict() for name, outcome in found.items()}


def sort(path, world):
    """Say what kind of file it is."""
    for part, name in {
        "submitted": "another's submission",
        "solutions": "the solutions",
        "exercises": "the exercises",
        "/lib/": "the library",
        "nbgrader_config": "the configuration",
        "home": "the teacher's files",
        "autograded": "another's marked notebook",
        "feedback": "another's feedback",
    }.items():
        if part in f"/{path}":
            return name
    return "the course's folder" if "course" in path else path.replace(world.mark, "…")


def runs_in_browser(world, attack):
    """Open the feedback as a teacher would."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    found = pages(world, attack)
    if program is None or not found or attack.kind not in ("teacher", "files"):
        return False
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        try:
            return any(opened(browser, path)[0] for path in found)
        finally:
            browser.close()


def main(names):
    """Run the attacks, and keep what was found before of those that are not run."""
    attacks = [attack for attack in read_all() if not names or attack.name in names]
    results = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    attacks = [attack for attack in attacks if names or attack.name not in results]
    with tempfile.TemporaryDirectory(dir="/var", prefix="attacks-") as place:
        template = World(Path(place) / "template", port=45123, host="127.0.0.2")
        template.folder.mkdir()
        template.make(configuration())
        groups = [
            [attack] for attack in attacks if attack.alone or names or attack.kind in ("network", "others")
        ]
        alone = {attack.name for (attack,) in groups}
        for assignment in dict.fromkeys(attack.assignment for attack in attacks):
            rest = [a for a in attacks if a.assignment == assignment and a.name not in alone]
            groups[:0] = [rest[start : start + MOST] for start in range(0, len(rest), MOST)]
        with ThreadPoolExecutor(2) as pool:
            while groups:
                waiting, groups = [pool.submit(group, template, some) for some in groups], []
                for done in as_completed(waiting):
                    some, found = done.result()
                    # One that has no grade may have ended the run for those after it, which are run again.
                    stopped = next((a for a in some if not found[a.name]["graded"]), None)
                    if stopped is not None and len(some) > 1:
                        index = some.index(stopped)
                        groups += [[stopped], some[index + 1 :]] if some[index + 1 :] else [[stopped]]
                        found = {a.name: found[a.name] for a in some[:index]}
                    results.update(found)
                    RESULT.write_text(json.dumps(dict(sorted(results.items())), indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
