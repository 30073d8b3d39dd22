"""Figures that move: what they compute is what the library computes, and everybody can move them."""

import ast
import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from attention_lib import reference
from attention_lib.book.figures import draw

ROOT = Path(__file__).parents[2]
DESKTOP, PHONE = 1280, 390
FIGURES = {
    "dot-product": "01-scores",
    "softmax": "02-softmax",
    "scaling": "03-scaling",
    "sentence": "04-values",
    "mask": "05-masks",
    "heads": "07-heads",
    "layer": "08-multi-head",
}
WORDS = ["river", "bank", "loan"]
Q = np.array(
    [[2.0, 0.0], [1.0, 2.0], [0.0, 1.0]]
)  # of chapter 1, as all numbers of the figures are the book's
K = np.array([[3.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
V = np.array([[4.0, 0.0], [1.0, 1.0], [0.0, 4.0]])


def number(text: str) -> float:
    """Read a number that a figure shows."""
    return float(text.replace("≈", "").replace("−", "-").replace("∞", "inf"))


def numbers_in(text: str) -> list[float]:
    """Read all numbers of a text."""
    return [number(found) for found in re.findall(r"−?\d+(?:\.\d+)?", text)]


def assert_shown(place: Locator, wanted: Any, digits: int = 2) -> None:
    """Compare the numbers that a figure shows with the library's, to the last digit shown."""
    shown, wanted = [number(text) for text in place.all_text_contents()], np.ravel(wanted)
    assert len(shown) == len(wanted) > 0
    np.testing.assert_allclose(shown, wanted, rtol=0, atol=0.5 * 10.0**-digits + 1e-9)


def tab_to(place: Locator, key: str = "Tab") -> None:
    """Go to an element as one does without a mouse."""
    for _ in range(300):
        if place.evaluate("place => place === document.activeElement"):
            return
        place.page.keyboard.press(key)
    raise AssertionError("The Tab key does not lead there.")


def back_to(place: Locator) -> None:
    """Go back to an element."""
    tab_to(place, "Shift+Tab")


def press(place: Locator, *keys: str) -> None:
    """Press keys, wherever the focus is."""
    for key in keys:
        place.page.keyboard.press(key)


def assert_says(figure: Locator, text: str) -> None:
    """Compare what a screen reader says after the last change; it comes a moment later."""
    expect(figure.get_by_role("status")).to_contain_text(text)


@pytest.fixture(scope="module")
def tabs(browser: Browser, site: str) -> Iterator[Callable[[str], Page]]:
    """Return a function that goes to the page of a figure, loading it only once."""
    context = browser.new_context(viewport={"width": DESKTOP, "height": 900}, reduced_motion="reduce")
    context.route(lambda url: not url.startswith(site), lambda route: route.abort())
    opened = {}

    def go(kind: str) -> Page:
        if kind not in opened:
            tab = opened[kind] = context.new_page()
            tab.goto(f"{site}/{FIGURES[kind]}.html", wait_until="domcontentloaded")
            tab.wait_for_function("name => customElements.get(name)", arg=f"moving-{kind}")
            tab.evaluate(
                "kind => { window.start = document.querySelector(`moving-${kind}`).outerHTML; }", kind
            )
        return opened[kind]

    yield go
    context.close()


@pytest.fixture(scope="module")
def phone(browser: Browser, site: str) -> Iterator[Page]:
    """Return a page of a phone: small, and touched by a finger."""
    context = browser.new_context(
        viewport={"width": PHONE, "height": 844}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    context.route(lambda url: not url.startswith(site), lambda route: route.abort())
    yield context.new_page()
    context.close()


@pytest.fixture
def touched(phone: Page, site: str, request: pytest.FixtureRequest) -> Locator:
    """Return the figure that a test names, on the phone."""
    phone.goto(f"{site}/{FIGURES[request.param]}.html", wait_until="domcontentloaded")
    phone.wait_for_function("name => customElements.get(name)", arg=f"moving-{request.param}")
    # All of the page at once, which would else be laid out on the way, and move what is to be touched.
    phone.evaluate(
        "document.querySelectorAll('article section').forEach((part) => (part.style.contentVisibility = 'visible'))"
    )
    return phone.locator(f"moving-{request.param}")


def drag(place: Locator, right: float, down: float) -> float:
    """Put a finger on the middle of an element, move it, and take it away; return how far the page went."""
    place.evaluate("place => place.scrollIntoView({ block: 'center' })")
    before = place.page.evaluate("scrollY")
    box = place.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = place.page.context.new_cdp_session(place.page)
    touch = "Input.dispatchTouchEvent"
    finger.send(touch, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for part in (0.2, 0.4, 0.6, 0.8, 1):
        there = {"x": x + part * right, "y": y + part * down}
        finger.send(touch, {"type": "touchMove", "touchPoints": [there]})
    finger.send(touch, {"type": "touchEnd", "touchPoints": []})
    return place.page.evaluate("scrollY") - before


@pytest.fixture
def figure(tabs: Callable[[str], Page], request: pytest.FixtureRequest) -> Locator:
    """Return the figure that a test names, as the page has it at first."""
    tab = tabs(request.param)
    tab.set_viewport_size({"width": DESKTOP, "height": 900})
    tab.emulate_media(media="screen")
    tab.evaluate("document.documentElement.dataset.theme = 'light'")
    figure = tab.locator(f"moving-{request.param}")
    figure.evaluate("figure => { figure.outerHTML = window.start; }")
    figure.evaluate("figure => getSelection().collapse(figure, 0)")  # from here on goes the Tab key
    return figure


def of(kind: str) -> pytest.MarkDecorator:
    """Name the figure that a test is about."""
    return pytest.mark.parametrize("figure", [kind], indirect=True)


each_figure = pytest.mark.parametrize("figure", FIGURES, indirect=True)
each_touched = pytest.mark.parametrize("touched", FIGURES, indirect=True)


# ---- what the build makes


def test_a_page_loads_its_own_figures_and_no_others(pages: list[Path]) -> None:
    found = {}
    for page in pages:
        text = page.read_text("utf8")
        kinds = re.findall(r"<moving-([a-z-]+)", text)
        assert re.findall(r'src="_static/figures/(.+?)\.js', text) == kinds
        found |= dict.fromkeys(kinds, page.stem)
    assert found == FIGURES


def test_all_together_weigh_little(book: Path) -> None:
    files = list(book.joinpath("_static/figures").iterdir())
    assert {file.name for file in files} == {
        *(f"{name}.js" for name in (*FIGURES, "attention", "base")),
        "figures.css",
    }
    total = sum(len(gzip.compress(file.read_bytes())) for file in files)
    print(f"the figures weigh {total / 1000:.1f} KB gzipped")
    assert total < 25_000


@each_figure
def test_the_build_draws_what_the_browser_draws(figure: Locator) -> None:
    drawn = """figure => {
        const again = document.createElement(figure.localName);
        again.dataset.start = figure.dataset.start;
        document.body.append(again);
        again.remove();
        return [figure.innerHTML, again.innerHTML];
    }"""
    by_the_build, by_the_browser = figure.evaluate(drawn)
    assert by_the_build == by_the_browser
    assert "NaN" not in by_the_build
    assert "undefined" not in by_the_build


def test_a_figure_that_cannot_be_drawn_says_why() -> None:
    folder = ROOT / "book/_assets/figures"
    with pytest.raises(ValueError, match=r"there is no _assets/figures/soft-max\.js"):
        draw(folder, "soft-max", {})
    with pytest.raises(ValueError, match=r"^TypeError: Cannot read properties"):
        draw(folder, "softmax", {"words": ["river"]})


def test_what_a_page_says_is_not_taken_for_html() -> None:
    data = {"words": ["a<b>&c"], "scores": [1]}
    assert "a&lt;b&gt;&amp;c" in draw(ROOT / "book/_assets/figures", "softmax", data)


def test_a_changed_figure_is_drawn_anew_and_a_broken_one_is_named(
    small_book: Path, run_build: Callable, notebook_header: str
) -> None:
    page, module = small_book / "book/index.md", small_book / "book/_assets/figures/softmax.js"
    data = ':data: {"words": ["river", "loan"], "scores": [3, 4]}'
    page.write_text(f"{notebook_header}# Shares\n\n```{{moving}} softmax\n{data}\n\nThe *shares*.\n```\n")
    assert run_build(small_book).returncode == 0
    built = small_book / "_build/html/index.html"
    assert ">share w<" in built.read_text("utf8")

    module.write_text(module.read_text("utf8").replace("share w", "portion w"))  # the page is what it was
    assert run_build(small_book).returncode == 0
    assert ">portion w<" in built.read_text("utf8")

    page.write_text(page.read_text("utf8").replace("} softmax", "} softmix"))
    broken = run_build(small_book)
    assert broken.returncode != 0
    assert re.search(r"index\.md:\d+: .*'softmix' can't be drawn: there is no .*softmix\.js", broken.stderr)


# ---- everybody can move them


@each_figure
def test_on_paper_there_is_a_picture(figure: Locator) -> None:
    figure.page.emulate_media(media="print")
    assert_is_a_picture(figure)


def test_without_javascript_there_is_a_picture(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    for kind, page in FIGURES.items():
        tab.goto(f"{site}/{page}.html", wait_until="domcontentloaded")
        assert_is_a_picture(tab.locator(f"moving-{kind}"))
        assert tab.locator(f"moving-{kind}").locator("button:enabled, input:enabled").count() == 0
        assert_is_legible(tab.locator(f"moving-{kind}"))
    context.close()


def assert_is_legible(figure: Locator) -> None:
    """The theme defines its colours by a script; a box without its colour would be black."""
    fills = figure.locator("rect, polygon").evaluate_all(
        "shapes => shapes.map((s) => getComputedStyle(s).fill)"
    )
    assert "rgb(0, 0, 0)" not in fills
    assert figure.evaluate("figure => getComputedStyle(figure.closest('figure')).borderTopStyle") == "solid"


def assert_is_a_picture(figure: Locator) -> None:
    assert figure.locator("table, svg").first.is_visible()
    controls = figure.locator(".controls, .controls *, .steps button, .entry input, .tip").all()
    assert controls
    assert not any(control.is_visible() for control in controls)


@each_figure
def test_on_a_phone_nothing_overflows_and_a_finger_can_touch_everything(figure: Locator) -> None:
    tab = figure.page
    tab.set_viewport_size({"width": PHONE, "height": 844})
    assert tab.evaluate("document.scrollingElement.scrollWidth") == PHONE
    small = """figure => [...figure.querySelectorAll("button, label, input, [role=slider], [role=tab]")]
        .filter((control) => !control.matches("label input"))
        .filter((control) => {
            const { width, height } = control.getBoundingClientRect();
            return Math.min(width, height) < 24;
        }).map((control) => control.outerHTML)"""
    assert figure.evaluate(small) == []


@each_touched
def test_on_a_phone_every_word_is_large_enough(touched: Locator) -> None:
    small = """figure => {
        const words = document.createTreeWalker(figure, NodeFilter.SHOW_TEXT), sizes = [];
        while (words.nextNode()) {
            const place = words.currentNode.parentElement, matrix = place.getScreenCTM?.();
            const size = parseFloat(getComputedStyle(place).fontSize) * (matrix ? Math.hypot(matrix.a, matrix.b) : 1);
            if (words.currentNode.data.trim()) sizes.push([Math.round(10 * size) / 10, words.currentNode.data.trim()]);
        }
        return sizes;
    }"""
    sizes = touched.evaluate(small)
    assert sizes
    assert [(size, word) for size, word in sizes if size < 12] == []


@each_touched
def test_a_finger_moves_the_page_from_anywhere_but_what_it_drags(touched: Locator) -> None:
    picture = touched.locator("table, svg").last  # its middle is nothing to be dragged
    assert drag(picture, 0, -200) > 50


@each_figure
def test_every_stop_is_named_and_shows_where_the_focus_is(figure: Locator) -> None:
    look = "stop => { const style = getComputedStyle(stop); return style.outline + style.stroke; }"
    stops = figure.locator(":is(button, input, [tabindex='0']):not([tabindex='-1'], [type=radio])").all()
    for stop in stops:
        before = stop.evaluate(look)
        tab_to(stop)
        assert stop.evaluate(look) != before
        assert re.search(r"^- '?\w+ \".+\"", stop.aria_snapshot()), (
            stop.aria_snapshot()
        )  # its role and its name


@of("softmax")
def test_bars_keep_still_for_those_who_ask_for_it(figure: Locator) -> None:
    seconds = "bar => getComputedStyle(bar).transitionDuration"
    bar = figure.locator(".bar").first
    assert bar.evaluate(seconds) == "0s"
    figure.page.emulate_media(reduced_motion="no-preference")
    assert bar.evaluate(seconds) == "0.2s"
    figure.page.emulate_media(reduced_motion="reduce")


def assert_no_barrier(figure: Locator) -> None:
    """Have axe judge a figure as it now is, light and dark."""
    for mode in ("light", "dark"):
        figure.page.evaluate("mode => { document.documentElement.dataset.theme = mode; }", mode)
        options = {"resultTypes": ["violations"], "preload": False}
        found = Axe().run(figure.page, context="figure.moving", options=options).response
        assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []
        assert found["passes"]


# ---- chapter 1


def dot_product(figure: Locator) -> tuple[np.ndarray, np.ndarray]:
    """Return the query and the key that the figure shows."""
    q, k = (numbers_in(text) for text in figure.locator("dd.q, dd.k").all_text_contents())
    return np.array(q), np.array(k)


def assert_is_a_dot_product(figure: Locator) -> None:
    q, k = dot_product(figure)
    (score,) = reference.dot_product_scores(q[None], k[None])[0]
    assert_shown(figure.locator("dd b"), [score, score])  # entry by entry, and by length and angle
    shown = numbers_in(figure.locator("dd").last.text_content() or "")
    lengths = np.linalg.norm(q), np.linalg.norm(k)
    np.testing.assert_allclose(shown[:2], lengths, atol=0.005)
    np.testing.assert_allclose(shown[2], score / np.prod(lengths), atol=0.0005)


@of("dot-product")
def test_the_query_of_bank_asks_the_three_keys(figure: Locator) -> None:
    for word, key in zip(WORDS, K, strict=True):
        figure.get_by_label(word).check()
        q, k = dot_product(figure)
        assert (q.tolist(), k.tolist()) == (Q[1].tolist(), key.tolist())
        assert_is_a_dot_product(figure)


@of("dot-product")
def test_arrow_keys_move_a_tip(figure: Locator) -> None:
    tip = figure.get_by_label("Tip of the key")
    tab_to(tip)
    press(tip, *["ArrowLeft"] * 10, "ArrowUp")
    assert dot_product(figure)[1].tolist() == [-2, 0.5]
    assert tip.get_attribute("aria-valuetext") == "(−2, 0.5)"
    assert_is_a_dot_product(figure)
    assert_says(figure, "Score −1. ")

    press(tip, "ArrowUp")  # (-2, 1) stands at right angles to (1, 2)
    assert_says(figure, "at right angles")
    assert_no_barrier(figure)
    press(tip, *["ArrowUp"] * 20)
    assert dot_product(figure)[1].tolist() == [-2, 4], "the plane ends there"


@of("dot-product")
def test_a_tip_can_be_dragged(figure: Locator) -> None:
    tip = figure.get_by_label("Tip of the query")
    tip.scroll_into_view_if_needed()
    box = tip.bounding_box()
    assert box
    unit = box["width"] / 28 * 40  # the tip's radius is 14, where an entry of 1 is 40
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = figure.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x - 1.1 * unit, y + 1.4 * unit, steps=5)
    assert dot_product(figure)[0].tolist() == [0, 0.5]  # from (1, 2), to the nearest half
    assert_is_a_dot_product(figure)
    mouse.up()
    mouse.move(x, y)
    assert dot_product(figure)[0].tolist() == [0, 0.5]


@pytest.mark.parametrize("touched", ["dot-product"], indirect=True)
def test_a_tip_can_be_dragged_by_a_finger_and_the_page_stays(touched: Locator) -> None:
    tip = touched.get_by_label("Tip of the query")
    unit = 40 * tip.evaluate("tip => tip.getScreenCTM().a")
    assert drag(tip, -2.9 * unit, 1.4 * unit) == 0
    assert dot_product(touched)[0].tolist() == [-2, 0.5]  # from (1, 2), to the nearest half
    assert_is_a_dot_product(touched)
    assert drag(touched.get_by_label("Tip of the key"), 0, -3 * unit) == 0  # straight up, as one scrolls
    assert dot_product(touched)[1].tolist() == [3, 3]
    touched.get_by_label("loan").tap()
    assert dot_product(touched)[1].tolist() == [0, 2]


@of("dot-product")
def test_a_vector_of_length_0_is_no_trouble(figure: Locator) -> None:
    tip = figure.get_by_label("Tip of the key")
    tab_to(tip)
    press(tip, *["ArrowLeft"] * 6)
    assert dot_product(figure)[1].tolist() == [0, 0]
    assert_shown(figure.locator("dd b"), [0, 0])
    assert_says(figure, "length 0")
    assert "NaN" not in figure.inner_html()


# ---- chapter 2


def assert_are_shares(figure: Locator, scores: list[float], temperature: float) -> None:
    w = reference.softmax(np.array(scores) / temperature)
    assert_shown(figure.locator(".steps .number"), scores)
    assert_shown(figure.locator("td:nth-child(3)"), np.array(scores) / temperature)
    assert_shown(figure.locator(".share"), w, 3)
    assert_shown(figure.locator("td:nth-child(5)"), w * (1 - w), 3)


@of("softmax")
def test_temperature_and_scores_make_the_shares(figure: Locator) -> None:
    assert_are_shares(figure, [3, 3, 4], 1)
    heat = figure.get_by_role("slider")
    tab_to(heat)
    press(heat, "End")
    assert_are_shares(figure, [3, 3, 4], 10)
    press(heat, "Home")
    assert heat.get_attribute("aria-valuetext") == "0.1"
    assert_are_shares(figure, [3, 3, 4], 0.1)
    assert_says(figure, "goes to loan. river ≈ 0, bank ≈ 0, loan ≈ 1.")

    lower = figure.get_by_role("button", name="Lower the score of loan")
    tab_to(lower)
    press(lower, "Enter", "Space", "Enter")
    assert_are_shares(figure, [3, 3, 1], 0.1)
    assert_says(figure, "goes to river and bank")


@of("softmax")
def test_the_same_added_to_all_scores_changes_no_share(figure: Locator) -> None:
    more = figure.get_by_role("button", name="Add 1 to all scores")
    tab_to(more)
    for added in range(1, 8):
        press(more, "Enter")
        added = min(added, 6)  # scores end at 10
        assert_are_shares(figure, [3 + added, 3 + added, 4 + added], 1)
    assert more.get_attribute("aria-disabled") == "true"
    assert_no_barrier(figure)
    figure.get_by_role("button", name="Start again").click()
    assert_are_shares(figure, [3, 3, 4], 1)


@of("softmax")
def test_a_share_that_is_not_all_is_not_shown_as_1(figure: Locator) -> None:
    heat = figure.get_by_role("slider")
    tab_to(heat)
    press(heat, "Home")
    assert figure.locator(".share").all_text_contents() == ["≈ 0", "≈ 0", "≈ 1"]


@pytest.mark.parametrize("touched", ["softmax"], indirect=True)
def test_a_finger_turns_the_temperature_and_raises_a_score(touched: Locator) -> None:
    heat = touched.get_by_role("slider")
    drag(heat, 80, 5)
    assert_are_shares(touched, [3, 3, 4], 10)
    for _ in range(2):  # twice in a row is no double tap, which would enlarge the page
        touched.get_by_role("button", name="Raise the score of river").tap()
    assert_are_shares(touched, [5, 3, 4], 10)
    assert touched.page.evaluate("visualViewport.scale") == 1


# ---- chapter 3


def vectors(figure: Locator, seed: int, d_k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the query and the keys that the figure draws."""
    draw = """async (figure, numbers) => {
        const { drawn } = await import(document.querySelector("script[src*='scaling.js']").src);
        return drawn(...numbers);
    }"""
    drawn = figure.evaluate(draw, [seed, d_k])
    return np.array([drawn["q"]]), np.array(drawn["K"])


def small(text: str) -> float:
    """Read a number like 1.5 · 10⁻⁷, too."""
    digits, _, power = text.partition(" · 10⁻")
    return number(digits) * 10.0 ** -int(power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")) or 0)


def assert_is_what_the_vectors_give(figure: Locator, seed: int, d_k: int) -> None:
    q, K = vectors(figure, seed, d_k)
    assert K.shape == (10, d_k)
    for column, a in enumerate((1, d_k**0.5, d_k)):
        scores = reference.dot_product_scores(q, K)[0] / a
        w = reference.softmax(scores)
        H = -np.sum(w * np.log(w, where=w > 0, out=np.zeros_like(w)))
        gradient = np.linalg.norm((np.diag(w) - np.outer(w, w)) @ K / a)
        cells = figure.locator(f"tbody td:nth-child({column + 2})")
        heights = cells.locator("rect").evaluate_all("bars => bars.map((bar) => bar.height.baseVal.value)")
        np.testing.assert_allclose((np.array(heights) - 1) / 42, w, atol=2e-4)
        _, lowest, highest, most, entropy, read, size = cells.all_text_contents()
        for shown, wanted, digits in (
            (lowest, scores.min(), 1),
            (highest, scores.max(), 1),
            (most, w.max(), 3),
            (entropy, H, 2),
            (read, np.exp(H), 1),
        ):
            assert abs(number(shown) - wanted) <= 0.5 * 10.0**-digits + 1e-9
        np.testing.assert_allclose(small(size), gradient, rtol=0.05, atol=0 if "10" in size else 0.0005)


@of("scaling")
def test_entries_and_divisors_make_weights_entropy_and_gradient(figure: Locator) -> None:
    assert_is_what_the_vectors_give(figure, 1, 64)
    entries = figure.get_by_role("slider")
    tab_to(entries)
    press(entries, "Home")
    assert_is_what_the_vectors_give(figure, 1, 1)
    press(entries, "End")
    assert entries.get_attribute("aria-valuetext") == "1024"
    again = figure.get_by_role("button")
    tab_to(again)
    for seed in range(1, 6):
        assert_is_what_the_vectors_give(figure, seed, 1024)
        press(again, "Enter")
    assert_says(figure, "With 1024 entries, the query reads ")
    assert_no_barrier(figure)


@of("scaling")
def test_its_random_numbers_are_normal(figure: Locator) -> None:
    entries = np.vstack(vectors(figure, 1, 1024))
    assert abs(entries.mean()) < 0.03
    assert abs(entries.std() - 1) < 0.03
    assert abs(np.mean(np.abs(entries) < 1) - 0.683) < 0.02
    assert np.abs(np.corrcoef(entries) - np.eye(11)).max() < 0.12


# ---- chapter 4


def assert_reads(figure: Locator, asks: int, times: float) -> None:
    q = times * Q[asks : asks + 1]
    output, weights = reference.attention(q, K, V)
    rows = figure.locator("tbody tr")
    assert_shown(rows.locator("td:nth-child(3)"), reference.dot_product_scores(q, K))
    assert_shown(rows.locator("td:nth-child(4)"), reference.scaled_scores(q, K))
    assert_shown(rows.locator(".share"), weights, 3)
    parts = [numbers_in(text) for text in rows.locator("td:nth-child(7)").all_text_contents()]
    np.testing.assert_allclose(parts, weights[0][:, None] * V, atol=0.0051)
    total = numbers_in(figure.locator("tfoot b").text_content() or "")
    np.testing.assert_allclose(total, output[0], atol=0.0051)
    tip = figure.locator(".hull .z .shaft").evaluate(
        "line => [line.x2, line.y2].map((end) => end.baseVal.value)"
    )
    np.testing.assert_allclose(np.array(tip) / [58, -58], output[0], atol=1e-5)


@of("sentence")
def test_each_word_reads_its_output(figure: Locator) -> None:
    assert_reads(figure, 1, 1)
    first = figure.get_by_label("bank")
    tab_to(first)
    press(first, "ArrowLeft")
    assert_reads(figure, 0, 1)
    assert_says(figure, "river reads 0.932 of river, 0.055 of bank, 0.013 of loan.")
    press(first, "ArrowLeft")  # radio buttons go round
    assert_reads(figure, 2, 1)

    length = figure.get_by_role("slider")
    tab_to(length)
    press(length, "End")
    assert_reads(figure, 2, 16)
    press(length, "Home")
    assert_reads(figure, 2, 0)
    assert_says(figure, "Its output is (1.67, 1.67)")
    assert_no_barrier(figure)


@pytest.mark.parametrize("touched", ["sentence"], indirect=True)
def test_on_a_phone_a_finger_chooses_who_asks_and_nothing_scrolls_sideways(touched: Locator) -> None:
    length = touched.get_by_role("slider")
    for asks, word in enumerate(WORDS):
        touched.get_by_label(word).tap()
        for place, times in enumerate((0, 0.5, 1, 2, 4, 8, 16)):
            length.fill(str(place))
            assert_reads(touched, asks, times)
            boxes = touched.locator(".scroll")
            assert boxes.evaluate_all("boxes => boxes.every((box) => box.scrollWidth <= box.clientWidth)")


# ---- chapter 5

Q_PAD, K_PAD, V_PAD = (
    np.vstack([A, row]) for A, row in ((Q, [[1.0, 1.0]]), (K, [[2.0, 2.0]]), (V, [[9.0, 9.0]]))
)


def assert_masked(figure: Locator, mask: np.ndarray) -> None:
    pressed = figure.locator(".cell").evaluate_all(
        "cells => cells.map((cell) => cell.ariaPressed === 'true')"
    )
    assert np.array_equal(np.reshape(pressed, (4, 4)), mask)
    _, scores, weights, outputs = figure.locator(".matrix").all()
    assert_shown(
        scores.locator("td:not(:empty)"), np.where(mask, reference.scaled_scores(Q_PAD, K_PAD), -np.inf)
    )
    output, wanted = reference.attention(Q_PAD, K_PAD, V_PAD, mask)
    assert_shown(weights.locator("td:not(:empty)"), wanted, 3)
    assert_shown(outputs.locator("td:not(:empty)"), output)


@of("mask")
def test_the_masks_of_the_chapter_are_there(figure: Locator) -> None:
    causal, padding = reference.causal_mask(4), np.tile([True, True, True, False], (4, 1))
    assert_masked(figure, causal)
    for name, mask in {
        "everything": np.ones((4, 4), bool),
        "padding": padding,
        "both": causal & padding,
        "nothing": np.zeros((4, 4), bool),
        "causal": causal,
    }.items():
        button = figure.get_by_role("button", name=name, exact=True)
        tab_to(button)
        press(button, "Enter")
        assert_masked(figure, mask)
        assert button.get_attribute("aria-pressed") == "true"


@of("mask")
def test_a_mask_is_drawn_by_keyboard(figure: Locator) -> None:
    mask = reference.causal_mask(4)
    cell = figure.get_by_role("button", name="river may look at river")
    tab_to(cell)
    press(cell, "Space")  # now river has nothing to see
    mask[0, 0] = False
    assert_masked(figure, mask)
    assert_says(figure, "river may look at nothing. All its weights are 0, and it reads (0, 0).")
    press(cell, "ArrowDown", "ArrowRight", "ArrowRight", "Enter")
    mask[1, 2] = True
    assert_masked(figure, mask)
    assert_says(figure, "bank may look at river, itself and loan. It reads (1.24, 2.26)")
    press(cell, "ArrowUp", "ArrowUp", "ArrowRight", "ArrowRight")  # the grid ends there
    here = figure.page.evaluate("document.activeElement.ariaLabel")
    assert here == "river may look at pad"
    assert figure.locator(".cell[tabindex='0']").count() == 1
    assert_no_barrier(figure)


@of("mask")
def test_a_mask_is_drawn_by_mouse(figure: Locator) -> None:
    figure.get_by_role("button", name="loan may look at pad").click()
    mask = reference.causal_mask(4)
    mask[2, 3] = True
    assert_masked(figure, mask)


# ---- chapter 7


def grid(group: Locator) -> np.ndarray:
    """Read the blocks of entries that a part of the figure shows: (block, row, column)."""
    return np.array(
        group.evaluate(
            """group => [...group.querySelectorAll("table")].map((table) => [...table.rows].map((row) =>
                [...row.querySelectorAll("button")].map((cell) => Number(cell.textContent))))"""
        )
    )


@of("heads")
def test_entries_are_split_and_combined_as_the_library_does(figure: Locator) -> None:
    X = 10 * np.arange(4)[:, None] + np.arange(6)
    given, right, wrong = figure.locator(".group").all()
    split, combine = figure.locator("[name=way]").all()
    for number_of_heads in figure.locator("[name=h]").all():
        number_of_heads.evaluate("radio => radio.click()")
        H = reference.split_heads(X, int(number_of_heads.input_value()))
        split.evaluate("radio => radio.click()")
        assert np.array_equal(grid(given), X[None])
        assert np.array_equal(grid(right), H)
        assert np.array_equal(grid(wrong), X.reshape(H.shape))
        combine.evaluate("radio => radio.click()")
        assert np.array_equal(grid(given), H)
        assert np.array_equal(grid(right), reference.combine_heads(H)[None])
        assert np.array_equal(grid(wrong), H.reshape(1, 4, 6))
    assert len(H) == 6, "the last of 1, 2, 3 and 6"


@of("heads")
def test_the_rows_of_all_heads_stand_side_by_side(figure: Locator) -> None:
    figure.locator("[name=h]").last.evaluate("radio => radio.click()")  # the narrowest heads
    for group in figure.locator(".group").all():
        tops = group.evaluate(
            """group => [...group.querySelectorAll("tbody")].map((table) =>
                [...table.rows].map((row) => Math.round(row.getBoundingClientRect().top)))"""
        )
        assert tops == [tops[0]] * len(tops)


@of("heads")
def test_an_entry_is_followed_by_keyboard(figure: Locator) -> None:
    chosen = figure.locator("[aria-current]")
    assert chosen.all_text_contents() == ["23"] * 3
    tab_to(chosen.first)
    press(chosen, "ArrowLeft", "ArrowUp")
    assert chosen.all_text_contents() == ["12"] * 3
    assert_says(
        figure,
        "12 is feature 2 of bank. It goes from row 1, column 2 to head 0, row 1, feature 2: "
        "0 · 3 + 2 = 2. Reshape alone puts it into head 0, row 2, feature 2.",
    )
    press(chosen, "Tab", "ArrowRight")  # in the right heads: on to the next head
    assert chosen.all_text_contents() == ["13"] * 3
    press(chosen, "Tab", *["ArrowUp"] * 4, *["ArrowLeft"] * 6)  # in reshape's: to its first entry
    assert chosen.all_text_contents() == ["0"] * 3
    assert_says(figure, "Reshape alone leaves it there too.")

    way = figure.get_by_label("split X into heads")
    back_to(way)
    press(way, "ArrowRight")
    tab_to(chosen.first)
    press(chosen, *["ArrowRight"] * 3, "ArrowDown")
    assert chosen.all_text_contents() == ["13"] * 3
    assert_says(figure, "It goes from head 1, row 1, feature 0 to row 1, column 3: 1 · 3 + 0 = 3.")
    assert_no_barrier(figure)


# ---- chapter 8

X = np.array([[1.0, 0, 0, 1], [1, 1, 1, 1], [0, 1, 0, -1]])
MAPS = {
    "W_q": np.array([[2.0, 0, 0, 0], [0, 1, 0, 1], [-1, 1, 0, 0], [0, 0, -2, 0]]),
    "W_k": np.array([[3.0, 0, 0, 0], [0, 2, 0, 1], [-2, -1, 0, 0], [0, 0, 1, 0]]),
    "W_v": np.array([[4.0, 0, 1, 0], [0, 4, 0, 1], [-3, -3, 0, 0], [0, 0, 0, 0]]),
    "W_o": np.array([[1.0, 0, -1, 0], [0, 1, 1, 1], [1, 0, -1, 0], [0, 1, 1, -1]]),
}


def steps(X: np.ndarray, mask: np.ndarray | None) -> list[list[np.ndarray]]:
    """Return the matrices that each step of the map shows after the first, by the library."""
    W_q, W_k, W_v, W_o = MAPS.values()
    Q, K, V = reference.project_qkv(X, W_q, W_k, W_v)
    Qs, Ks, Vs = (reference.split_heads(A, 2) for A in (Q, K, V))
    scaled = reference.scaled_scores(Qs, Ks)
    Zs, weights = reference.attention(Qs, Ks, Vs, mask)
    Y, _ = reference.multi_head_attention(X, X, W_q, W_k, W_v, W_o, 2, mask)
    return [
        [W_q, Q],
        [W_k, K],
        [W_v, V],
        [A[i] for i in (0, 1) for A in (Qs, Ks, Vs)],
        list(reference.dot_product_scores(Qs, Ks)),
        list(scaled),
        list(scaled if mask is None else np.where(mask, scaled, -np.inf)),
        list(weights),
        list(Zs),
        [reference.combine_heads(Zs)],
        [W_o, Y],
    ]


def assert_shows_every_step(figure: Locator, X: np.ndarray, mask: np.ndarray | None) -> None:
    """Walk down the map by arrow keys, and compare the matrices of each step."""
    shown = """figure => [figure.querySelector("[aria-selected=true]").dataset.step,
        ...[...figure.querySelectorAll(".matrix")].map((matrix) =>
            [...matrix.querySelectorAll("tbody td")].map((cell) => cell.textContent))]"""
    tab_to(figure.locator("[role=tab][tabindex='0']"))
    press(figure, *["ArrowUp"] * 10, "ArrowDown")
    names = []
    for key, wanted in zip(
        ["ArrowLeft", *["ArrowRight"] * 2, *["ArrowDown"] * 8], steps(X, mask), strict=True
    ):
        figure.page.keyboard.press(key)
        name, *matrices = figure.evaluate(shown)
        names.append(name)
        assert len(matrices) == len(wanted)
        for matrix, by_the_library in zip(matrices, wanted, strict=True):
            found = [number(text) for text in matrix]
            np.testing.assert_allclose(found, by_the_library.ravel(), rtol=0, atol=0.005 + 1e-9)
    assert names == ["Q", "K", "V", "heads", "scores", "scaled", "mask", "weights", "Zᵢ", "Z", "Y"]


@of("layer")
def test_every_step_shows_the_librarys_matrices(figure: Locator) -> None:
    assert_shows_every_step(figure, X, None)
    causal = figure.get_by_label("causal mask")
    back_to(causal)
    press(causal, "Space")
    assert_shows_every_step(figure, X, reference.causal_mask(3))
    assert_says(figure, "The causal mask is on. The output of bank is (3.5, 1.17, −2.33, −0.17).")
    assert_no_barrier(figure)


@of("layer")
def test_a_changed_feature_changes_what_follows(figure: Locator) -> None:
    tab_to(figure.locator("[role=tab][tabindex='0']"))
    press(figure, *["ArrowUp"] * 10)
    side = figure.get_by_label("side of loan")
    tab_to(side)
    press(side, "Delete", "Delete", "-")  # nothing that is a number yet, and nothing is lost
    assert side.evaluate("side => side === document.activeElement")
    press(side, "Backspace", "2", ".", "5")
    assert_no_barrier(figure)
    changed = X.copy()
    changed[2, 3] = 2.5
    back_to(figure.locator("[role=tab][tabindex='0']"))
    assert_shows_every_step(figure, changed, None)
    figure.get_by_role("button", name="Start again").click()
    assert_shows_every_step(figure, X, None)


# ---- their numbers are the chapters' numbers


def test_figures_start_with_the_numbers_of_their_chapters(tabs: Callable[[str], Page]) -> None:
    start = "kind => JSON.parse(document.querySelector(`moving-${kind}`).dataset.start)"
    for kind, names in {"sentence": "QKV", "mask": "QKV", "layer": ("X", *MAPS)}.items():
        data, chapter = tabs(kind).evaluate(start, kind), chapter_arrays(FIGURES[kind])
        for name in names:
            assert data[name][: len(chapter[name])] == chapter[name].tolist()
    scores = chapter_arrays("01-scores")
    dot = tabs("dot-product").evaluate(start, "dot-product")
    assert dot["query"] == scores["Q"][1].tolist()
    assert list(dot["keys"].values()) == scores["K"].tolist()
    shares = tabs("softmax").evaluate(start, "softmax")
    assert shares["scores"] == chapter_arrays("02-softmax")["scores"].tolist()


def chapter_arrays(page: str) -> dict[str, np.ndarray]:
    """Return the arrays that a chapter's cells write out; of several with a name, the last matrix."""
    text = ROOT.joinpath("book", f"{page}.md").read_text("utf8")
    written = re.findall(r"^(\w+) = np\.array\((\[[^=]*?\])\)", text, re.MULTILINE)
    return {name: np.array(ast.literal_eval(array)) for name, array in written if is_plain(array)}


def is_plain(array: str) -> bool:
    try:
        return bool(ast.literal_eval(array))
    except (SyntaxError, ValueError):
        return False


# ---- the mathematics of all of them, on random numbers

CALL = """async ([site, calls]) => {
    const functions = await import(`${site}/_static/figures/attention.js`);
    const read = (x) => (x === "-inf" ? -Infinity : Array.isArray(x) ? x.map(read) : x);
    return calls.map(([name, ...args]) => functions[name](...args.map(read)));
}"""


def compute(tab: Page, *calls: tuple) -> list[Any]:
    """Have the figures' own module compute."""
    plain = [[x.tolist() if isinstance(x, np.ndarray) else x for x in call] for call in calls]
    return tab.evaluate(CALL, [tab.url.rsplit("/", 1)[0], plain])


def assert_equal(found: Any, wanted: Any) -> None:
    np.testing.assert_allclose(np.array(found, float), wanted, rtol=1e-12, atol=1e-12, strict=True)


def test_the_module_computes_what_the_library_computes(tabs: Callable[[str], Page]) -> None:
    tab = tabs("softmax")
    for seed in range(30):
        rng = np.random.default_rng(seed)
        n_q, n_k, d_k, d_v, h = map(int, rng.integers(1, 7, size=5))
        Q = rng.normal(size=(n_q, d_k)) * 10 ** rng.uniform(-2, 2)
        K, V = rng.normal(size=(n_k, d_k)), rng.normal(size=(n_k, d_v))
        mask = rng.random((n_q, n_k)) < 0.6
        X = rng.normal(size=(n_q, h * d_k))
        W_q, W_k, W_v, W_o = W = rng.normal(size=(4, h * d_k, h * d_k))
        maps = {name: A.tolist() for name, A in zip(("W_q", "W_k", "W_v", "W_o"), W, strict=True)}
        allowed = rng.random((n_q, n_q)) < 0.6

        scores, scaled, plain, masked, heads, layer = compute(
            tab,
            ("scores", Q, K),
            ("scaledScores", Q, K),
            ("attention", Q, K, V),
            ("attention", Q, K, V, mask),
            ("splitHeads", X, h),
            ("multiHead", X, maps, h, allowed),
        )
        assert_equal(scores, reference.dot_product_scores(Q, K))
        assert_equal(scaled, reference.scaled_scores(Q, K))
        for found, limits in ((plain, None), (masked, mask)):
            output, weights = reference.attention(Q, K, V, limits)
            assert_equal(found["output"], output)
            assert_equal(found["weights"], weights)
        assert_equal(heads, reference.split_heads(X, h))
        output, weights = reference.multi_head_attention(X, X, W_q, W_k, W_v, W_o, h, allowed)
        assert_equal(layer["output"], output)
        assert_equal(layer["weights"], weights)

        H = rng.normal(size=(h, n_q, d_k))
        large = 1000 * rng.normal(size=n_k)
        large[rng.random(n_k) < 0.3] = -np.inf
        combined, poured, shares, causal, padding = compute(
            tab,
            ("combineHeads", H),
            ("pour", X.ravel(), h * n_q, d_k),
            ("softmax", ["-inf" if score == -np.inf else score for score in large.tolist()]),
            ("causalMask", n_q),
            ("paddingMask", h, h + n_k),
        )
        assert_equal(combined, reference.combine_heads(H))
        assert_equal(poured, X.reshape(h * n_q, d_k))
        assert_equal(shares, reference.softmax(large))
        assert np.array_equal(causal, reference.causal_mask(n_q))
        padded = reference.padding_mask([h], h + n_k)[0]
        assert np.array_equal(padding, np.broadcast_to(padded, (h + n_k, h + n_k)))


def test_entropy_and_gradient_are_those_of_chapter_3(tabs: Callable[[str], Page]) -> None:
    tab = tabs("softmax")
    rng = np.random.default_rng(0)
    for a in (1.0, 2.5, 8.0):
        q, K = rng.normal(size=8), rng.normal(size=(5, 8))
        (w,) = reference.softmax(q[None] @ K.T / a)
        derivatives = (np.diag(w) - np.outer(w, w)) @ K / a  # chapter 2's matrix, and the chain rule
        entropy, size, of_one = compute(
            tab, ("entropy", w), ("gradientSize", w, K, a), ("entropy", np.array([0.0, 1.0, 0.0]))
        )
        assert_equal([entropy, size], [-np.sum(w * np.log(w)), np.linalg.norm(derivatives)])
        assert of_one == 0
