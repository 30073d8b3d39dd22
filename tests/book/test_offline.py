"""After one visit the book is there without a network, from whatever folder of a host it is served."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from attention_lib.book.serve import Handler

PATIENCE = 60_000


class Mortal(Handler):
    """Serves until it is gone, on connections that stay open too."""

    gone = False

    def parse_request(self) -> bool:
        if self.gone:
            self.close_connection = True
            return False
        return super().parse_request()


@pytest.fixture(scope="module")
def server(book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ThreadingHTTPServer]:
    """Return a server that has the book in a sub-folder."""
    folder = tmp_path_factory.mktemp("host")
    folder.joinpath("some", "where").mkdir(parents=True)
    folder.joinpath("some/where/book").symlink_to(book)
    started = ThreadingHTTPServer(("127.0.0.1", 0), partial(Mortal, directory=str(folder)))
    threading.Thread(target=started.serve_forever, daemon=True).start()
    yield started
    started.shutdown()
    started.server_close()


@pytest.fixture(scope="module")
def offline(browser: Browser, server: ThreadingHTTPServer) -> Iterator[tuple[Page, str]]:
    """Return a reader who has looked at one page, run its exercise, and then lost the network."""
    site = f"http://127.0.0.1:{server.server_port}/some/where/book"
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{site}/01-scores.html")
    tab.wait_for_function("navigator.serviceWorker.controller !== null", timeout=PATIENCE)
    kept = tab.evaluate(KEPT)
    assert any("references.html" in url for url in kept)
    assert not any("python-" in url or "editor-" in url for url in kept), "not asked for yet"
    tab.get_by_role("button", name="Edit", exact=True).first.click()
    tab.get_by_role("button", name="Run", exact=True).first.click()
    expect(tab.locator(".live-output").first).to_contain_text("bank asks", timeout=PATIENCE)
    Mortal.gone = True  # from here on nobody answers
    with pytest.raises(OSError, match="closed"):
        urlopen(f"{site}/index.html")
    yield tab, site
    Mortal.gone = False
    context.close()


KEPT = """async () => {
    const urls = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) urls.push(request.url);
    return urls;
}"""


def test_every_page_with_all_that_it_shows_is_there(offline: tuple[Page, str], toc_pages: list[str]) -> None:
    tab, site = offline
    failed: list[str] = []
    tab.on("requestfailed", lambda request: failed.append(request.url))
    tab.on("response", lambda reply: failed.append(reply.url) if reply.status >= 400 else None)
    for page in toc_pages:
        tab.goto(f"{site}/{page}.html", wait_until="load")
        tab.evaluate("document.fonts.ready.then(() => null)")
        assert tab.locator("h1").first.inner_text()
        tab.evaluate("[...document.images].forEach((image) => { image.loading = 'eager'; })")
        tab.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth)")
    # What is asked of a server that is gone, first, and then taken from what was kept.
    assert [url for url in failed if not url.endswith(".html") and "offline-worker" not in url] == []
    tab.goto(f"{site}/")
    assert "Attention" in tab.title()


def test_the_search_finds_things(offline: tuple[Page, str]) -> None:
    tab, site = offline
    tab.goto(f"{site}/search.html?q=softmax")
    expect(tab.locator("#search-results li").first).to_be_visible(timeout=PATIENCE)


def test_python_that_was_used_once_runs_on_another_page(offline: tuple[Page, str]) -> None:
    tab, site = offline
    tab.goto(f"{site}/02-softmax.html")
    box = tab.locator("section.live-exercise")
    box.get_by_role("button", name="Check", exact=True).click()
    expect(box.locator(".live-output")).to_contain_text("0 of ", timeout=PATIENCE)
