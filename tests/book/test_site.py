"""What makes pages a site: a page for wrong links, addresses, a map, previews; and a folder for any host."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import urlopen

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from PIL import Image
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
ADDRESS = "https://example.org/some/course/"
PUBLISH = """
import sys, pathlib
from attention_lib.book.publish import publish
sys.exit(publish(pathlib.Path.cwd(), pathlib.Path(sys.argv[1]), *sys.argv[2:]))
"""


def run_publish(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PUBLISH, *map(str, arguments)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True)


@pytest.fixture
def small_site(small_book: Path) -> Path:
    """Return a folder to which a book of two pages was published with its address."""
    small_book.joinpath("book/_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n  - file: other\n"
    )
    small_book.joinpath("book/index.md").write_text("# A “book” & more\n\nWhat it is about, in a sentence.\n")
    small_book.joinpath("book/other.md").write_text(
        "# Another page\n\nIt says something else, in a sentence.\n"
    )
    done = run_publish(small_book, "site", ADDRESS)
    assert done.returncode == 0, done.stdout + done.stderr
    return small_book / "site"


def head(page: Path) -> dict[str, str]:
    soup = BeautifulSoup(page.read_text("utf8"), "html.parser").head
    facts = {tag.get("property") or tag.get("name"): tag["content"] for tag in soup.select("meta[content]")}
    return facts | {link["rel"][0]: link["href"] for link in soup.select("link[rel=canonical]")}


def test_with_an_address_pages_name_it_and_there_are_a_map_and_a_picture(small_site: Path) -> None:
    first, other = head(small_site / "index.html"), head(small_site / "other.html")
    assert first["canonical"] == first["og:url"] == f"{ADDRESS}index.html"
    assert other["canonical"] == other["og:url"] == f"{ADDRESS}other.html"
    assert (first["og:title"], first["og:type"]) == ("A “book” & more", "website")
    assert (other["og:title"], other["og:type"]) == ("Another page", "article")
    assert other["og:description"] == other["description"] == "It says something else, in a sentence."
    picture = small_site / first["og:image"].removeprefix(ADDRESS)
    with Image.open(picture) as image:
        assert image.size == (1200, 630)
    places = [place.text for place in ET.parse(small_site / "sitemap.xml").iterfind(".//{*}loc")]
    assert places == [f"{ADDRESS}index.html", f"{ADDRESS}other.html"]
    assert f"Sitemap: {ADDRESS}sitemap.xml" in small_site.joinpath("robots.txt").read_text()


def test_with_an_address_the_page_for_wrong_links_begins_at_its_path(small_site: Path) -> None:
    soup = BeautifulSoup(small_site.joinpath("404.html").read_text("utf8"), "html.parser")
    links = [tag.get("href") or tag.get("action") for tag in soup.select("a[href], link[href], form[action]")]
    assert len(links) >= 4
    assert all(link.startswith("/some/course/") for link in links)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    tmp_path.joinpath("mine.txt").write_text("mine")
    done = run_publish(ROOT, tmp_path)
    assert done.returncode == 2
    assert "name an empty folder" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_an_address_without_https_is_refused(tmp_path: Path) -> None:
    done = run_publish(ROOT, tmp_path / "site", "example.org")
    assert done.returncode == 2
    assert "begins with https://" in done.stderr


def test_without_an_address_no_page_names_one(book: Path, pages: list[Path]) -> None:
    for page in pages:
        facts = head(page)
        assert facts["og:title"]
        assert not {"canonical", "og:url", "og:image"} & facts.keys()
    assert not book.joinpath("sitemap.xml").exists()


def test_a_wrong_address_is_answered_with_a_page_that_leads_on(site: str, browser: Browser) -> None:
    context = browser.new_context(color_scheme="dark", viewport={"width": 390, "height": 844})
    tab = context.new_page()
    failed: list[str] = []
    tab.on("response", lambda reply: failed.append(reply.url) if reply.status >= 400 else None)
    reply = tab.goto(f"{site}/deep/down/nowhere.html", wait_until="networkidle")
    assert reply.status == 404
    assert failed == [f"{site}/deep/down/nowhere.html"]
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    assert tab.evaluate("document.scrollingElement.scrollWidth") == 390
    options = {"resultTypes": ["violations"], "preload": False}
    assert [rule["id"] for rule in Axe().run(tab, options=options).response["violations"]] == []
    tab.get_by_label("Search the book").fill("softmax")
    tab.get_by_role("button", name="Search").click()
    tab.wait_for_url(f"{site}/search.html?q=softmax")
    tab.go_back()
    tab.get_by_role("link").click()
    tab.wait_for_url(f"{site}/index.html")
    context.close()


@pytest.fixture
def below(book: Path, tmp_path: Path, host: Callable[[Path], str]) -> str:
    """Return where the book is served deep below a host's root, copied as `publish` copies it."""
    from attention_lib.book.publish import copy

    copy(book, tmp_path / "some" / "sub" / "path")
    return f"{host(tmp_path)}/some/sub/path/"


def test_below_any_path_every_link_leads_to_a_file(below: str) -> None:
    to_do, seen = [f"{below}index.html"], {}
    while to_do:
        page = to_do.pop()
        with urlopen(page) as reply:
            seen[page] = BeautifulSoup(reply.read(), "html.parser")
        for tag in seen[page].select("a[href], link[href], script[src], img[src], form[action]"):
            address = urljoin(page, tag.get("href") or tag.get("src") or tag.get("action")).split("#")[0]
            if urlsplit(address).netloc != urlsplit(below).netloc:
                continue
            assert address.startswith(below), f"{page} leads out of the site, to {address}"
            if address.endswith(".html") and address not in seen and address not in to_do:
                to_do.append(address)
            elif not address.endswith(".html"):
                with urlopen(address.split("?")[0]) as reply:
                    assert reply.status == 200
    assert len(seen) >= 19
    assert {unquote(page).removeprefix(below) for page in seen} >= {
        "index.html",
        "08-multi-head.html",
        "search.html",
    }


def test_below_any_path_pages_work(below: str, browser: Browser) -> None:
    context = browser.new_context()
    tab = context.new_page()
    failed: list[str] = []
    tab.on("response", lambda reply: failed.append(reply.url) if reply.status >= 400 else None)
    tab.goto(f"{below}02-softmax.html", wait_until="networkidle")
    tab.keyboard.press("Control+k")
    tab.locator("dialog[open] input[type=search]").fill("softmax")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{below}search.html?q=softmax")
    tab.wait_for_load_state("networkidle")
    tab.locator("#search-results li a").first.click()
    tab.wait_for_load_state("networkidle")
    assert tab.url.startswith(below)
    assert failed == []
    context.close()


def test_the_workflow_runs_what_the_makefile_has() -> None:
    text = ROOT.joinpath(".github/workflows/pages.yml").read_text("utf8")
    steps = yaml.safe_load(text)["jobs"]["publish"]["steps"]
    command = next(step["run"] for step in steps if "run" in step)
    assert command.startswith("make publish ADDRESS=")
    assert re.search(
        r"^publish:.*\n\t@attention-lib publish \$\(if \$\(ADDRESS\)",
        ROOT.joinpath("Makefile").read_text(),
        re.M,
    )
    assert (
        next(step["with"]["path"] for step in steps if "upload-pages" in step.get("uses", ""))
        == "_build/site"
    )
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(re.search(r"@v\d+$", action) for action in used)
