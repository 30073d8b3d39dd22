"""What a site needs beyond its pages: addresses, a map for search engines, previews, and a page for wrong links.

One setting says where the site is: `html_baseurl` in `_config.yml`, or the variable ATTENTION_BOOK_ADDRESS,
which `attention-lib publish --address` sets. Without it nothing names an address, and the book works
wherever it lies.
"""

from __future__ import annotations

import html
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config

ADDRESS = "ATTENTION_BOOK_ADDRESS"
CARD = "card.png"
UNLISTED = {"404", "search", "genindex"}


def connect(app: Sphinx) -> None:
    """Register the parts of the site."""
    app.connect("config-inited", take_address)
    app.connect("html-collect-pages", wrong_link)
    app.connect("html-page-context", preview, priority=900)  # after the description
    app.connect("html-page-context", from_the_root, priority=901)
    app.connect("build-finished", write_map)


def take_address(app: Sphinx, config: Config) -> None:
    """Let the environment say where the site is."""
    address = os.environ.get(ADDRESS, config.html_baseurl)
    config.html_baseurl = f"{address.rstrip('/')}/" if address else ""


def wrong_link(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Add the page that a host shows for an address where there is nothing."""
    yield "404", {"title": "No such page"}, "404.html"


def from_the_root(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Have the page for wrong links lead on from wherever it is shown: its links begin at the site's root."""
    if pagename != "404":
        return
    relative: Callable[..., str] = context["pathto"]
    root = urlsplit(app.config.html_baseurl).path or "/"
    context["pathto"] = lambda *arguments, **options: root + relative(*arguments, **options)


def preview(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Say what a link to the page shows where people share links."""
    tags = context.get("metatags", "")
    found = re.search(r'<meta (?=[^>]*name="description")[^>]*content="([^"]*)"', tags)
    title = html.unescape(re.sub("<[^>]*>", "", context.get("title", "")))
    facts = {
        "og:type": "website" if pagename == app.config.root_doc else "article",
        "og:site_name": app.config.html_title,
        "og:title": title or app.config.html_title,
        "og:description": html.unescape(found[1]) if found else "",
    }
    if address := app.config.html_baseurl:
        facts |= {
            "og:url": address + app.builder.get_target_uri(pagename),
            "og:image": f"{address}_static/{CARD}",
        }
        facts |= {"og:image:width": "1200", "og:image:height": "630", "og:image:alt": app.config.html_title}
    lines = [
        f'<meta property="{name}" content="{html.escape(fact)}" />' for name, fact in facts.items() if fact
    ]
    context["metatags"] = "\n".join(
        [tags, *lines, '<meta name="twitter:card" content="summary_large_image" />']
    )


def write_map(app: Sphinx, exception: Exception | None) -> None:
    """Write the map of the site, and the picture for previews: both need the address."""
    address = app.config.html_baseurl
    if exception is not None or app.builder.name != "html" or not address:
        return
    from attention_lib.book import picture

    folder = Path(app.outdir)
    pages = sorted(set(app.env.found_docs) - UNLISTED)
    places = [
        f"<url><loc>{html.escape(address + app.builder.get_target_uri(page))}</loc></url>" for page in pages
    ]
    folder.joinpath("sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        + "\n".join(places)
        + "\n</urlset>\n",
        "utf8",
    )
    folder.joinpath("robots.txt").write_text(
        f"User-agent: *\nAllow: /\nSitemap: {address}sitemap.xml\n", "utf8"
    )
    picture.card(folder / "_static" / CARD, app.config.html_title)
