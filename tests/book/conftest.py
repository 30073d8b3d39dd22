"""The real book, built once by its own command, served, and looked at in a real browser."""

import gzip
import io
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from filelock import FileLock
from playwright.sync_api import Browser

from attention_lib.book.serve import Handler

ROOT = Path(__file__).parents[2]
BUILD = "import sys, pathlib; from attention_lib.book.build import build; sys.exit(build(pathlib.Path.cwd()))"
AXE_OPTIONS = {
    "resultTypes": ["violations"],
    "preload": False,  # with it, axe fetches style sheets by itself, from wrong addresses
}
PHONE, DESKTOP = 390, 1280

# What a page says about itself once it has settled. Folded parts are opened first, to be judged too,
# and what would be fetched or laid out only when it comes near the window is now.
OPEN_FOLDED = """() => {
    document.querySelectorAll("img[loading]").forEach((image) => { image.loading = "eager"; });
    document.querySelectorAll("article section").forEach((part) => { part.style.contentVisibility = "visible"; });
    document.querySelectorAll("img").forEach((image) => { image.loading = "eager"; });
    document.querySelectorAll("details").forEach((box) => { box.open = true; });
    document.querySelectorAll("button.toggle-button").forEach((button) => button.click());
    // Finished at once: axe would measure the contrast of half-faded text.
    document.getAnimations().forEach((animation) => animation.finish());
    return document.fonts.ready.then(() => null);
}"""
FACTS = """() => ({
    theme: document.documentElement.dataset.theme,
    description: document.querySelector("meta[name=description]")?.content ?? "",
    formulas: document.querySelectorAll("article .math .katex").length,
    spoken_formulas: document.querySelectorAll("article .math .katex-mathml > math").length,
    broken_formulas: document.querySelectorAll(".katex-error").length,
    fonts: [...document.fonts].filter((font) => font.status !== "unloaded")
        .map((font) => [font.family.replaceAll('"', ""), font.status]),
    images: [...document.images].map((image) => [image.src, image.alt, image.naturalWidth]),
    width: document.scrollingElement.scrollWidth,
    unreachable_boxes: [...document.querySelectorAll("article *")].filter((box) =>
        box.scrollWidth > box.clientWidth + 1 && box.tabIndex < 0
        && ["auto", "scroll"].includes(getComputedStyle(box).overflowX)
        && !box.querySelector("a[href], button, input")).map((box) => box.outerHTML.slice(0, 200)),
})"""


def run_build(root: Path) -> subprocess.CompletedProcess[str]:
    """Build a book as `make book` does."""
    environment = {**os.environ, "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-c", BUILD], cwd=root, capture_output=True, text=True, env=environment
    )


def toc_pages() -> list[str]:
    """Return the names of the book's pages: those of the table of contents, and the search."""
    toc = yaml.safe_load(ROOT.joinpath("book/_toc.yml").read_text("utf8"))

    def files(entry: dict) -> Iterator[str]:
        yield from [entry[key] for key in ("root", "file") if key in entry]
        for key in ("parts", "chapters", "sections"):
            for child in entry.get(key, []):
                yield from files(child)

    return [*files(toc), "search"]


def look(browser: Browser, site: str, page: str, theme: str, width: int) -> dict:
    """Visit a page and return what happened and what it says about itself."""
    seen: dict = {"page": page, "width_of_window": width, "mode": theme}
    seen |= {"errors": [], "foreign": [], "failed": [], "requests": []}
    # Without the service worker, which would fetch the whole book at every visit: test_offline.py has it.
    context = browser.new_context(
        viewport={"width": width, "height": 844}, color_scheme=theme, service_workers="block"
    )
    tab = context.new_page()
    # Other hosts are cut off, so that a page that needs one is seen broken here as well.
    context.route(
        lambda url: not url.startswith(site),
        lambda route: (seen["foreign"].append(route.request.url), route.abort()),
    )
    tab.on(
        "console", lambda message: seen["errors"].append(message.text) if message.type == "error" else None
    )
    tab.on("pageerror", lambda error: seen["errors"].append(str(error)))
    tab.on("request", lambda request: seen["requests"].append(request.url))
    tab.on("requestfailed", lambda request: seen["failed"].append(request.url))
    tab.on("response", lambda reply: seen["failed"].append(reply.url) if reply.status >= 400 else None)
    tab.goto(f"{site}/{page}.html", wait_until="networkidle")
    tab.evaluate(OPEN_FOLDED)
    tab.wait_for_function("[...document.images].every((image) => image.complete)")
    tab.wait_for_load_state("networkidle")
    seen |= tab.evaluate(FACTS)
    violations = Axe().run(tab, options=AXE_OPTIONS).response["violations"]
    seen["violations"] = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]
    context.close()
    return seen


@pytest.fixture(scope="session", name="run_build")
def provide_run_build() -> Callable[[Path], subprocess.CompletedProcess[str]]:
    """Return the function, since test files don't import each other."""
    return run_build


@pytest.fixture(scope="session", name="toc_pages")
def provide_toc_pages() -> list[str]:
    """Return the names of the book's pages."""
    return toc_pages()


@pytest.fixture(scope="session")
def book(testrun_uid: str) -> Path:
    """Return the folder of the built book's HTML, built once for all processes that test side by side."""
    built_for = ROOT / ".cache" / "book-built-for"
    with FileLock(built_for.with_suffix(".lock")):
        if not built_for.exists() or built_for.read_text("utf8") != testrun_uid:
            result = run_build(ROOT)
            assert result.returncode == 0, result.stdout + result.stderr
            built_for.write_text(testrun_uid, "utf8")
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def pages(book: Path) -> list[Path]:
    """Return the files of the book's pages.

    The theme leaves two templates among its static files, and the page for wrong links is shown at
    other places than its own: test_site.py looks at it.
    """
    others = {book / "404.html", *book.rglob("_static/**/*.html")}
    found = [page.resolve() for page in sorted({*book.rglob("*.html")} - others)]
    assert found
    return found


class Compressing(Handler):
    """Sends text compressed, as hosts do."""

    def send_head(self) -> Any:
        file = Path(self.translate_path(self.path))
        kind = self.guess_type(str(file))
        if not file.is_file() or (not kind.startswith("text/") and "svg" not in kind):
            return super().send_head()
        body = gzip.compress(file.read_bytes(), 6)
        self.send_response(200)
        headers = {"Content-Type": kind, "Content-Encoding": "gzip", "Content-Length": str(len(body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        return io.BytesIO(body)


@pytest.fixture(scope="session")
def host() -> Iterator[Callable[[Path], str]]:
    """Return a function that serves a folder and says where."""
    servers = []

    def start(html: Path, handler: type[Handler] = Handler) -> str:
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(html)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def site(book: Path, host: Callable[[Path], str]) -> str:
    """Return where the book is served."""
    return host(book)


@pytest.fixture(scope="session")
def compressing_site(book: Path, host: Callable[..., str]) -> str:
    """Return where the book is served compressed."""
    return host(book, Compressing)


@pytest.fixture(
    scope="session",
    params=[
        (page, theme, width)
        for page in toc_pages()
        for theme in ("light", "dark")
        for width in (DESKTOP, PHONE)
    ],
    ids=lambda seen: "-".join(map(str, seen)),
)
def visit(request: pytest.FixtureRequest, site: str, browser: Browser) -> dict:
    """Return what one page shows in one theme and at one width; each is visited once for all tests."""
    return look(browser, site, *request.param)


@pytest.fixture
def small_book(book: Path, tmp_path: Path) -> Path:
    """Return a copy of the project with a book of one page, `book/index.md`, still empty."""
    shutil.copytree(
        ROOT / "attention_lib", tmp_path / "attention_lib", ignore=shutil.ignore_patterns("__pycache__")
    )
    for folder in ("_assets", "_templates"):
        shutil.copytree(ROOT / "book" / folder, tmp_path / "book" / folder)
    shutil.copy(ROOT / "book" / "references.bib", tmp_path / "book")
    shutil.copy(ROOT / "_config.yml", tmp_path)
    tmp_path.joinpath("book/_toc.yml").write_text("format: jb-book\nroot: index\n")
    tmp_path.joinpath(".cache").symlink_to(ROOT / ".cache")  # the real book's build has filled it
    return tmp_path


@pytest.fixture(scope="session")
def notebook_header() -> str:
    """Return the front matter that makes a page a notebook, as the first chapter has it."""
    return "---".join(ROOT.joinpath("book/01-scores.md").read_text("utf8").split("---")[:2]) + "---\n\n"
