"""Python in the page: how long a reader waits, how much is loaded, and the whole bank of wrong functions.

Times are of this machine's browser, with nothing in its cache and every other host cut off.
"""

import importlib.util
import statistics
import sys
import time
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
FIRST, LATER, CHECK, LOADED = 9.0, 0.15, 1.5, 9.0  # seconds, seconds, seconds, MB
STARTS = 3


def load(path):
    name = f"{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    module = sys.modules.setdefault(name, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


conftest = load(TESTS / "conftest.py")
book_conftest = load(TESTS / "book" / "conftest.py")
bank_in_the_page = load(TESTS / "book" / "bank_in_the_page.py")
browser, book, host, site = conftest.browser, book_conftest.book, book_conftest.host, book_conftest.site


def press(tab, name):
    """Press a button of the exercise and return the seconds until the answer is there."""
    started = time.perf_counter()
    tab.evaluate(
        """(name) => new Promise((resolve) => {
            const box = document.querySelector("section.live-exercise");
            const buttons = [...box.querySelectorAll(".live-buttons button")];
            const stop = buttons.find((button) => button.textContent === "Stop");
            buttons.find((button) => button.textContent === name).click();
            new MutationObserver((_, observer) => stop.hidden && (observer.disconnect(), resolve()))
                .observe(stop, { attributes: true });
        })""",
        name,
    )
    return time.perf_counter() - started


def test_a_reader_waits_for(browser, site, benchmark, note):
    first, later, check, loaded = [], [], [], []
    for _ in range(STARTS):
        context = browser.new_context(service_workers="block")
        context.route(lambda url: not url.startswith((site, "blob:")), lambda route: route.abort())
        tab = context.new_page()
        tab.goto(f"{site}/08-multi-head.html", wait_until="networkidle")
        sizes = []
        context.on("response", lambda reply, to=sizes: to.append(int(reply.headers.get("content-length", 0))))
        first.append(press(tab, "Run"))
        later += [press(tab, "Run") for _ in range(5)]
        tab.locator("section.live-exercise").get_by_role("button", name="Edit").click()
        tab.locator(".cm-content").click()
        tab.keyboard.press("Control+a")
        wrong = next(e for e in bank_in_the_page.entries("multi_head_attention") if e.path.stem == "no_scale")
        tab.keyboard.insert_text(bank_in_the_page.code(wrong))
        check += [press(tab, "Check") for _ in range(3)]
        loaded.append(sum(sizes) / 1e6)
        context.close()
    benchmark.pedantic(lambda: None, rounds=1)
    for what, took, goal, unit in (
        ("first Run, nothing cached", first, FIRST, "s"),
        ("later Runs", later, LATER, "s"),
        ("Check of a wrong multi_head_attention", check, CHECK, "s"),
        ("loaded for it, editor included", loaded, LOADED, "MB"),
    ):
        middle = statistics.median(took)
        note(f"page: {what}", "the target", f"{middle:.2f} {unit}", f"{goal:.2f} {unit}", middle / goal, 1)


@pytest.mark.parametrize(
    "problem",
    [
        "dot_product_scores",
        "softmax",
        "scaled_scores",
        "attention",
        "causal_mask",
        "padding_mask",
        "masked_attention",
        "project_qkv",
        "split_heads",
        "combine_heads",
        "multi_head_attention",
    ],
)
def test_every_wrong_function_gets_the_verdict_of_plain_python(problem, browser, site, book, benchmark, note):
    tab = browser.new_page(service_workers="block")
    tab.goto(f"{site}/index.html")
    entries = bank_in_the_page.entries(problem)
    expected = bank_in_the_page.in_plain_python(entries)
    found = benchmark.pedantic(
        bank_in_the_page.in_the_page, args=(tab, book, entries), rounds=1, iterations=1
    )
    different = [id for id in expected if found[id] != expected[id]]
    print(different)
    count = f"{len(different)} of {len(entries)}"
    note(f"page: {problem}, other verdicts", "plain Python", count, "0", len(different), 0)
    tab.close()
