"""Figures that move: what they compute is what the library computes, and everybody can move them."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from attention_lib import reference

DESKTOP, PHONE = 1280, 390
FIGURES = {
    "dot-product": "01-scores",
    "softmax": "02-softmax",
}
WORDS = ["river", "bank", "loan"]
Q = np.array(
    [[2.0, 0.0], [1.0, 2.0], [0.0, 1.0]]
)  # of chapter 1, as all numbers of the figures are the book's
K = np.array([[3.0, 0.0], [1.0, 1.0], [0.0, 2.0]])


def number(text: str) -> float:
    """Read a number that a figure shows."""
    return float(text.replace("−", "-").replace("∞", "inf"))


def numbers_in(text: str) -> list[float]:
    """Read all numbers of a text."""
    return [number(found) for found in re.findall(r"−?\d+(?:\.\d+)?", text)]


def assert_shown(place: Locator, wanted: Any, digits: int = 2) -> None:
    """Compare the numbers that a figure shows with the library's, to the last digit shown."""
    shown, wanted = [number(text) for text in place.all_text_contents()], np.ravel(wanted)
    assert len(shown) == len(wanted) > 0
    np.testing.assert_allclose(shown, wanted, rtol=0, atol=0.5 * 10.0**-digits + 1e-9)


def tab_to(place: Locator) -> None:
    """Go to an element as one does without a mouse."""
    for _ in range(300):
        if place.evaluate("place => place === document.activeElement"):
            return
        place.page.keyboard.press("Tab")
    raise AssertionError("The Tab key does not lead there.")


def press(place: Locator, *keys: str) -> None:
    """Press keys, wherever the focus is."""
    for key in keys:
        place.page.keyboard.press(key)


def spoken(figure: Locator) -> str:
    """Return what a screen reader says after the last change."""
    said = figure.get_by_role("status")
    before = said.text_content()
    figure.page.wait_for_function(
        "([said, before]) => said.textContent !== before", arg=[said.element_handle(), before]
    )
    return said.text_content() or ""


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


@pytest.fixture
def figure(tabs: Callable[[str], Page], request: pytest.FixtureRequest) -> Locator:
    """Return the figure that a test names, as the page has it at first."""
    tab = tabs(request.param)
    tab.set_viewport_size({"width": DESKTOP, "height": 900})
    tab.emulate_media(media="screen")
    tab.evaluate("document.documentElement.dataset.theme = 'light'")
    figure = tab.locator(f"moving-{request.param}")
    figure.evaluate("figure => { figure.outerHTML = window.start; }")
    return figure


def of(kind: str) -> pytest.MarkDecorator:
    """Name the figure that a test is about."""
    return pytest.mark.parametrize("figure", [kind], indirect=True)


each_figure = pytest.mark.parametrize("figure", FIGURES, indirect=True)


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
    context.close()


def assert_is_a_picture(figure: Locator) -> None:
    assert figure.locator("table, svg").first.is_visible()
    controls = figure.locator("button, input, .tip").all()
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


@each_figure
def test_every_stop_is_named_and_shows_where_the_focus_is(figure: Locator) -> None:
    look = "stop => { const style = getComputedStyle(stop); return style.outline + style.stroke; }"
    stops = figure.locator(":is(button, input, [tabindex='0']):not([tabindex='-1'], [type=radio])").all()
    for stop in stops:
        before = stop.evaluate(look)
        tab_to(stop)
        assert stop.evaluate(look) != before
        assert re.search(r'^- \w+ ".+"', stop.aria_snapshot()), stop.aria_snapshot()  # its role and its name


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
    assert spoken(figure).startswith("Score −1. ")

    press(tip, "ArrowUp")  # (-2, 1) stands at right angles to (1, 2)
    assert "at right angles" in spoken(figure)
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


@of("dot-product")
def test_a_vector_of_length_0_is_no_trouble(figure: Locator) -> None:
    tip = figure.get_by_label("Tip of the key")
    tab_to(tip)
    press(tip, *["ArrowLeft"] * 6)
    assert dot_product(figure)[1].tolist() == [0, 0]
    assert_shown(figure.locator("dd b"), [0, 0])
    assert "length 0" in spoken(figure)
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
    assert "goes to loan. river 0, bank 0, loan 1." in spoken(figure)

    lower = figure.get_by_role("button", name="Lower the score of loan")
    tab_to(lower)
    press(lower, "Enter", "Space", "Enter")
    assert_are_shares(figure, [3, 3, 1], 0.1)
    assert "goes to river and bank" in spoken(figure)


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
