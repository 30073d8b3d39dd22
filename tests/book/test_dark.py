"""Pictures on dark pages: the same files, their lightness turned round by the browser."""

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image
from playwright.sync_api import Browser, Locator

from attention_lib.book.images import TURNED
from attention_lib.plot import COLOURS, DEEPEST, HEADS

GROUND = 0x12 / 255  # of the theme's dark pages, each channel
SHOW_ALL = """() => {
    document.querySelectorAll("details").forEach((box) => { box.open = true; });
    document.querySelectorAll("article section").forEach((part) => { part.style.contentVisibility = "visible"; });
    document.querySelectorAll("article img").forEach((image) => { image.loading = "eager"; });
    return Promise.all([...document.querySelectorAll("article img")].map((image) => image.decode()));
}"""

FILTERS = "[...document.querySelectorAll('article img')].map((image) => getComputedStyle(image).filter)"
BEHIND = """(image) => {
    for (let part = image.parentElement; part; part = part.parentElement) {
        const { backgroundColor } = getComputedStyle(part);
        if (backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
    }
}"""


def turned(colours: np.ndarray) -> np.ndarray:
    """Return what the filter makes of colours (..., 3), by its own numbers."""
    root = ElementTree.fromstring(TURNED)
    rows = np.array(root.find(".//feColorMatrix").get("values").split(), float).reshape(4, 5)[:3]
    mixed = np.clip(colours @ rows[:, :3].T + rows[:, 4], 0, 1)
    [table] = {function.get("tableValues") for function in root.find(".//feComponentTransfer")}
    values = np.array(table.split(), float)
    return np.interp(mixed, np.linspace(0, 1, len(values)), values)


def contrast(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return WCAG's contrast of two colours."""
    linear = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in (one, other)]
    first, second = (channels @ [0.2126, 0.7152, 0.0722] + 0.05 for channels in linear)
    return np.maximum(first, second) / np.minimum(first, second)


def rgb(colour: str) -> np.ndarray:
    return np.array(to_rgb(colour))


@pytest.fixture(scope="module", params=["light", "dark"])
def visits(request: pytest.FixtureRequest, browser: Browser, site: str, book: Path) -> Iterator[dict]:
    """Return what all pages with pictures show to a browser that prefers light or dark."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=request.param, service_workers="block"
    )
    tab = context.new_page()
    fetched: list[str] = []
    tab.on("request", lambda sent: fetched.append(sent.url) if sent.resource_type == "image" else None)
    found: dict = {"theme": request.param, "pages": {}}
    for page in sorted(page for page in book.glob("*.html") if "_images/" in page.read_text("utf8")):
        fetched.clear()
        tab.goto(f"{site}/{page.name}")
        tab.evaluate(SHOW_ALL)
        pictures = [
            (picture.get_attribute("src"), shown(picture), picture.evaluate(BEHIND))
            for picture in tab.locator("article img").all()
        ]
        drawn = [
            url.removeprefix(f"{site}/") for url in fetched if "favicon" not in url and "data:" not in url
        ]
        on_screen = set(tab.evaluate(FILTERS))
        tab.emulate_media(media="print")
        found["pages"][page.stem] = {
            "pictures": pictures,
            "fetched": drawn,
            "filters": (on_screen, set(tab.evaluate(FILTERS))),
        }
        tab.emulate_media(media="screen")
    assert {"index", "01-scores", "08-multi-head"} <= found["pages"].keys()
    yield found
    context.close()


def shown(picture: Locator) -> np.ndarray:
    """Return the pixels of a picture as the page shows it, (height, width, 3).

    It is moved to the window's corner, for where it is it may begin between two pixels.
    """
    pinned = "position: fixed; inset: 0 auto auto 0; max-width: none; z-index: 9999"
    picture.evaluate("(image, pinned) => { image.style.cssText += pinned; }", pinned)
    pixels = Image.open(io.BytesIO(picture.page.screenshot(clip=picture.bounding_box())))
    picture.evaluate("(image) => { image.style.position = ''; }")
    return np.asarray(pixels.convert("RGB")) / 255


def on_paper(file: Path) -> np.ndarray:
    return np.asarray(Image.open(file).convert("RGB")) / 255


def test_a_light_page_shows_each_picture_as_it_was_drawn_and_a_dark_page_turned(
    visits: dict, book: Path
) -> None:
    for page in visits["pages"].values():
        for source, pixels, behind in page["pictures"]:
            border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
            ground = np.array(re.findall(r"\d+", behind)[:3], float) / 255
            assert np.abs(border - ground).max() < 1 / 255, "there is an edge between picture and page"
            assert contrast(pixels.reshape(-1, 3), border[0]).max() > 10  # its ink
            if source.endswith(".png"):
                drawn = on_paper(book / source)
                expected = turned(drawn) if visits["theme"] == "dark" else drawn
                assert pixels.shape == expected.shape
                assert np.abs(pixels - expected).max() < 2 / 255, source


def test_each_picture_is_fetched_once_and_nothing_else_for_the_dark(visits: dict) -> None:
    for page in visits["pages"].values():
        assert sorted(page["fetched"]) == sorted(source for source, _, _ in page["pictures"])


def test_paper_has_pictures_as_they_were_drawn(visits: dict) -> None:
    on_screen = 'url("#turned")' if visits["theme"] == "dark" else "none"
    for page in visits["pages"].values():
        assert page["filters"] == ({on_screen}, {"none"})


def test_white_paper_becomes_the_ground_and_black_ink_white() -> None:
    assert turned(rgb("white")) == pytest.approx(np.full(3, GROUND), abs=0.001)
    assert turned(rgb("black")) == pytest.approx(np.ones(3))


@pytest.mark.parametrize("colour", COLOURS)
def test_words_in_a_colour_can_be_read_and_keep_its_hue(colour: str) -> None:
    before, after = rgb(COLOURS[colour]), turned(rgb(COLOURS[colour]))
    assert contrast(after, np.full(3, GROUND)) >= 4.5  # WCAG 2.2, 1.4.3: text
    hues = [mpl.colors.rgb_to_hsv(c)[0] for c in (before, after)]
    assert colour == "grey" or abs(hues[0] - hues[1]) < 0.04  # of the whole circle


def test_the_colour_of_every_head_stands_out() -> None:
    for colour in HEADS:
        assert contrast(turned(rgb(colour)), np.full(3, GROUND)) >= 3  # WCAG 2.2, 1.4.11: graphics


@pytest.mark.parametrize("colour", HEADS)
def test_white_numbers_can_be_read_on_every_cell_and_deeper_is_brighter(colour: str) -> None:
    shades = 1 - np.linspace(0, DEEPEST, 200)[:, None] * (1 - rgb(colour))  # (200, 3)
    cells = turned(shades)
    assert contrast(turned(rgb("black")), cells).min() >= 4.5
    assert (np.diff(contrast(cells, np.full(3, GROUND))) > 0).all()
