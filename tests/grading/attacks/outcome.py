"""What an attack achieved: the same questions to stock nbgrader and to this course's grading."""

import re
from dataclasses import asdict, dataclass, field

from bs4 import BeautifulSoup

LARGE = 20_000_000
"""Bytes that grading may add to what was handed in; with more, a page can't be opened."""

ACTIVE = "iframe, object, embed, base, form, meta[http-equiv=refresh], link[rel=stylesheet], input"
ABROAD = re.compile(r"""url\(\s*['"]?(?:https?:)?//|@import""", re.I)


def points(number):
    """Say how many points."""
    return f"{number:g} point{'s' * (number != 1)}"


@dataclass
class Outcome:
    """What was seen after the run."""

    graded: bool  # every cell has its points, or waits for the teacher
    deserved: float
    points: float
    gained: float
    lost: float
    read: list = field(default_factory=list)
    touched: list = field(default_factory=list)
    reached: int = 0
    left: int = 0
    others: bool = True  # the neighbours have the marks that are theirs
    page: list = field(default_factory=list)  # what is active in the feedback page
    did: bool = False  # its output shows that it got what it wanted
    ran: bool = False  # a script of the attack's ran in a browser
    megabytes: float = 0
    seconds: float | None = None
    ended: str = "well"

    def to_dict(self):
        return asdict(self)

    def words(self, careless=False):
        """Say it in a cell of a table."""
        said = []
        if self.ended != "well":
            said.append(self.ended)
        if not self.graded:
            said.append("no grade")
        if self.gained > 0:
            said.append(f"**gains {points(self.gained)}**")
        if (careless or self.kept_from_marks) and self.graded and self.lost > 0:
            said.append(f"loses {points(self.lost)}")
        if self.read:
            said.append("reads: " + ", ".join(self.read))
        if self.touched:
            said.append("writes: " + ", ".join(self.touched))
        if self.reached:
            said.append("reaches the network")
        if self.left:
            said.append(f"leaves {self.left} process{'es' * (self.left > 1)}")
        if self.did:
            said.append("does it")
        if not self.others:
            said.append("others without their marks")
        if self.ran:
            said.append("its script runs in the teacher's browser")
        elif self.page:
            said.append("active in the page: " + ", ".join(self.page))
        if self.megabytes * 1e6 > LARGE:
            said.append(f"a result of {self.megabytes:.0f} MB")
        return "; ".join(said) or ("its points" if careless else "nothing")

    @property
    def achieves(self):
        """Whether an attack has more than its work deserves, or harmed somebody else."""
        harm = self.read or self.touched or self.reached or self.left or self.page or self.ran or self.did
        stops = self.ended != "well" or not self.graded or not self.others
        return bool(self.gained > 0 or harm or stops or self.megabytes * 1e6 > LARGE)

    @property
    def kept_from_marks(self):
        return self.deserved > 0 and self.lost > 0


def seen(world, attack, shared=""):
    """Look at what grading made of an attack; `shared` is what was printed to the teacher."""
    grades = world.grades(attack)
    graded = grades is not None and len(grades) > 0 and None not in {
        value for name, value in grades.items() if name.startswith("check-")
    }  # fmt: skip
    got = {name: value or 0 for name, value in (grades or {}).items()}
    more = {name: points - attack.points.get(name, 0) for name, points in got.items()}
    folder = world.course.joinpath("course", "submitted", attack.student, attack.assignment)
    handed = [path.lstat().st_size for path in folder.rglob("*")]
    texts, size = [shared], -2 * sum(handed)  # twice: the graded notebook and the page hold all of it
    for path in world.outputs(attack):
        size += path.stat().st_size
        if path.stat().st_size < LARGE * 5:
            texts.append(path.read_text(encoding="utf-8", errors="replace"))
    own = {name for name, secret in world.secrets.items() if any(secret in text for text in texts)}
    return Outcome(
        graded=graded,
        deserved=sum(attack.points.values()),
        points=sum(got.values()),
        gained=sum((points for points in more.values() if points > 0), 0),
        lost=sum(attack.points.values()) - sum(min(got.get(n, 0), p) for n, p in attack.points.items()),
        read=sorted(own),
        page=sorted(active(world, attack)),
        did=bool(attack.sign) and any(re.search(attack.sign, text) for text in texts[1:]),
        megabytes=max(0, round(size / 1e6, 1)),
    )


def pages(world, attack):
    """List the feedback pages of an attack that can be opened; not the files that were handed in with it."""
    found = world.course.joinpath("course", "feedback", attack.student, attack.assignment)
    page = found / f"{attack.assignment}.html"
    return [page] if page.is_file() and page.stat().st_size < LARGE else []


def active(world, attack):
    """Name what could act in a browser in an attack's pages and that a page without an attack doesn't have."""
    return active_in(pages(world, attack), world)


def active_in(paths, world):
    """The same for pages wherever they are."""
    found = set()
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        if "PWNED" not in text and str(world.port) not in text:
            continue  # every attack on a browser has one of these in it
        soup = BeautifulSoup(text, "html.parser")
        # Where a page forbids all scripts, what is left of one is text.
        for script in soup.find_all("script"):
            if "PWNED" in (script.string or "") or str(world.port) in str(script):
                found.add("script")
        found.update(
            tag.name for tag in soup.select(ACTIVE) if "PWNED" in str(tag) or str(world.port) in str(tag)
        )
        for tag in soup.find_all(True):
            for name, value in tag.attrs.items():
                value = " ".join(value) if isinstance(value, list) else value or ""
                if name.lower().startswith("on"):
                    found.add(f"{tag.name} {name}")
                elif name.lower() in (
                    "href",
                    "src",
                    "xlink:href",
                    "action",
                    "srcset",
                    "background",
                    "data",
                    "poster",
                ):
                    plain = re.sub(r"[\s\x00-\x20]", "", value).lower()
                    if plain.startswith(("javascript:", "data:text/html", "vbscript:")):
                        found.add(f"{tag.name} {name}={plain.partition(':')[0]}")
                    elif str(world.port) in value and name.lower() != "href":
                        found.add(f"{tag.name} {name} to another host")
                elif name == "style" and ("fixed" in value or ABROAD.search(value)):
                    found.add(f"{tag.name} style")
        found.update(
            "style" for tag in soup.find_all("style") if "PWNED" in str(tag) or str(world.port) in str(tag)
        )
    return found


def opened(browser, path):
    """Open a page in a browser: whether a script of an attack ran, and the addresses that it asked for."""
    page, asked = browser.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto(path.as_uri(), wait_until="load", timeout=20_000)
        page.wait_for_timeout(150)
        return page.title() == "PWNED" or "PWNED" in page.evaluate("document.title"), [
            url for url in asked if not url.startswith(("file:", "data:", "about:"))
        ]
    finally:
        page.close()
