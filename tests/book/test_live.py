"""Cells and exercises that run in the page, used as a person uses them: typing, pressing buttons."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from attention_lib.book.serve import Handler

PATIENCE = 60_000  # milliseconds for Python to start on a busy machine
RIGHT = (
    "import numpy as np\ndef dot_product_scores(Q, K):\nreturn Q @ np.swapaxes(K, -1, -2)"  # as it is typed
)
WRONG = """def dot_product_scores(Q, K):
    return Q @ K.reshape(*K.shape[:-2], K.shape[-1], K.shape[-2])
"""


def visit(context: BrowserContext, site: str, page: str) -> Page:
    """Open a page, with every other host cut off."""
    context.route(lambda url: not url.startswith((site, "blob:")), lambda route: route.abort())
    tab = context.new_page()
    tab.goto(f"{site}/{page}.html", wait_until="networkidle")
    return tab


def exercise(tab: Page, problem: str = "dot_product_scores") -> Locator:
    """Return an exercise's box."""
    return tab.locator(f"section.live-exercise[data-problem={problem}]")


def press(box: Locator, name: str) -> None:
    """Press one of the buttons."""
    box.get_by_role("button", name=name, exact=True).click()


def replace(box: Locator, code: str) -> None:
    """Select all that stands in the editor and paste something else."""
    if not box.locator(".cm-content").count():
        press(box, "Edit")
    box.locator(".cm-content").click()
    box.page.keyboard.press("Control+a")
    box.page.keyboard.insert_text(code)


def done(box: Locator) -> str:
    """Wait until Python is through with it; return what came out."""
    expect(box.get_by_role("button", name="Stop", exact=True)).to_be_hidden(timeout=PATIENCE)
    output = box.locator(".live-output")
    return output.inner_text() if output.is_visible() else ""


def reset(box: Locator) -> None:
    """Bring back what stood there first, if it was changed."""
    if (button := box.get_by_role("button", name="Reset", exact=True)).is_visible():
        button.click()


def run(box: Locator, code: str | None = None, button: str = "Run") -> str:
    """Put code into the editor, run it, and return what came out."""
    if code is not None:
        replace(box, code)
    press(box, button)
    return done(box)


def said(box: Locator) -> str:
    """Return the line below the buttons."""
    return box.locator(".live-status").inner_text()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return one reader's browser, with what it has kept."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")
    yield made
    made.close()


@pytest.fixture(scope="module")
def tab(context: BrowserContext, site: str) -> Page:
    """Return the first chapter, opened once: starting Python takes seconds."""
    return visit(context, site, "01-scores")


@pytest.fixture
def box(tab: Page) -> Iterator[Locator]:
    """Return the exercise of the first chapter, as it is before anybody touched it."""
    here = exercise(tab)
    yield here
    reset(here)


def test_nothing_is_loaded_before_it_is_asked_for_and_at_most_nine_megabytes_then(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(service_workers="block")  # it loads the book, and test_offline.py asks what
    context.route(lambda url: not url.startswith((site, "blob:")), lambda route: route.abort())
    tab = context.new_page()
    loaded: dict[str, int] = {}
    context.on(
        "response", lambda reply: loaded.update({reply.url: int(reply.headers.get("content-length", 0))})
    )
    tab.goto(f"{site}/01-scores.html", wait_until="networkidle")
    before = [url for url in loaded if "/live/" in url]
    assert sorted(url.split("/live/")[1].split("?")[0] for url in before) == ["live.js"]
    assert sum(loaded[url] for url in before) < 16_000

    page = set(loaded)
    press(exercise(tab), "Edit")
    expect(exercise(tab).locator(".cm-content")).to_be_visible()
    run(exercise(tab))
    asked_for = sum(size for url, size in loaded.items() if url not in page)
    print(f"loaded for the first Run: {asked_for / 1e6:.2f} MB")
    assert 6e6 < asked_for < 9e6  # below, the count itself would be wrong
    context.close()


def test_a_page_without_a_live_part_gets_nothing_of_it(site: str, book: Path) -> None:
    assert "live.js" in book.joinpath("01-scores.html").read_text("utf8")
    assert "live.js" not in book.joinpath("references.html").read_text("utf8")


def test_the_stub_runs_and_earns_nothing(box: Locator) -> None:
    run(box)
    assert "not written yet" in said(box)
    assert "0 of 10 points" in run(box, button="Check")


def test_the_solution_typed_by_hand_earns_all_points(box: Locator) -> None:
    box.locator(".cm-content, .live-stub pre").click()
    expect(box.locator(".cm-content")).to_be_focused()
    box.page.keyboard.press("Control+a")
    for line in RIGHT.splitlines():
        box.page.keyboard.type(line)  # the editor indents by itself
        box.page.keyboard.press("Enter")
    assert "10 of 10 points" in run(box, button="Check")
    assert "Well done" in said(box)


def test_a_wrong_answer_gets_the_checkers_report_with_picture_and_a_link_to_read_on(box: Locator) -> None:
    report = run(box, WRONG, "Check")
    assert "1 of 10 points" in report
    assert "the keys are mixed" in report
    caption = box.locator("caption", has_text="yours − expected").first
    expect(caption).to_be_visible()
    assert box.locator("td[style*=underline]").count() > 0
    link = box.get_by_role("link", name="The wrong matrix turned")
    link.click()
    assert box.page.url.endswith("/01-scores.html#scores-wrong-side")


def test_what_was_typed_survives_a_reload_and_reset_brings_the_stub_back(
    context: BrowserContext, site: str
) -> None:
    tab = visit(context, site, "01-scores")
    replace(exercise(tab), "kept = 'ä√'\n")
    tab.wait_for_function("localStorage.getItem('attention-book/01-scores/dot_product_scores') !== null")
    tab.reload(wait_until="networkidle")
    box = exercise(tab)
    assert box.locator(".live-stub pre").inner_text() == "kept = 'ä√'\n"
    assert "'ä√'" in run(box, "kept = 'ä√'\nkept")
    press(box, "Reset")
    tab.reload(wait_until="networkidle")
    assert "YOUR CODE HERE" in exercise(tab).locator(".live-stub pre").inner_text()
    tab.close()


@pytest.mark.parametrize(
    "loop",
    [
        "while True:\n    pass\n",
        "while True:\n    try:\n        print()\n    except BaseException:\n        pass\n",
    ],
)
def test_an_endless_loop_is_stopped_and_what_was_typed_is_kept(box: Locator, loop: str) -> None:
    run(box, "print('alive')")
    replace(box, loop)
    press(box, "Run")
    press(box, "Stop")
    done(box)
    assert "Stopped" in said(box)
    assert box.locator(".cm-content").inner_text().startswith("while True:")
    assert "alive" in run(box, "print('alive')")


def test_what_runs_for_long_is_said_to_run_still_and_a_loop_to_be_possible(
    context: BrowserContext, site: str
) -> None:
    tab = context.new_page()
    tab.clock.install()  # nobody waits for twenty seconds, and Python's worker has a clock of its own
    tab.goto(f"{site}/01-scores.html", wait_until="networkidle")
    box = exercise(tab)
    press(box, "Run")
    tab.clock.fast_forward(30_000)  # Python is loading, which is no loop
    assert "still" not in said(box)
    done(box)
    replace(box, "while True:\n    pass\n")
    press(box, "Run")
    tab.clock.fast_forward(15_000)
    assert said(box) == "Running …"
    tab.clock.fast_forward(5_000)
    assert "still running" in said(box)
    press(box, "Stop")
    tab.clock.fast_forward(30_000)
    assert said(box).startswith("Stopped.")
    reset(box)
    tab.close()


def test_hints_come_one_at_a_time(context: BrowserContext, site: str) -> None:
    tab = visit(context, site, "01-scores")
    box = exercise(tab)
    hints = box.locator("details.live-hint")
    assert [hint.is_visible() for hint in hints.all()] == [False, False]
    press(box, "Hint")
    assert [hint.is_visible() for hint in hints.all()] == [True, False]
    press(box, "Hint")
    assert [hint.is_visible() for hint in hints.all()] == [True, True]
    expect(box.get_by_role("button", name="Hint", exact=True)).to_be_disabled()
    tab.close()


def test_the_solution_is_offered_after_a_try(browser: Browser, site: str) -> None:
    context = browser.new_context()
    tab = visit(context, site, "01-scores")
    box = exercise(tab)
    button = box.get_by_role("button", name="Solution", exact=True)
    expect(button).to_be_hidden()
    run(box, button="Check")
    button.click()
    expect(box.locator("details.live-solution pre")).to_contain_text("np.swapaxes(K, -1, -2)")
    context.close()


def test_the_code_can_be_taken_home(box: Locator, tmp_path: Path) -> None:
    replace(box, "answer = 42\n")
    for button, name in (
        ("Save as .py", "dot_product_scores.py"),
        ("Save as notebook", "dot_product_scores.ipynb"),
    ):
        with box.page.expect_download() as download:
            press(box, button)
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
    assert tmp_path.joinpath("dot_product_scores.py").read_text("utf8") == "answer = 42\n"
    notebook = nbformat.read(tmp_path / "dot_product_scores.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert [cell.source for cell in notebook.cells] == [
        "answer = 42\n",
        "from attention_lib import check\n\ncheck(dot_product_scores)",
    ]


def test_a_cell_sees_the_names_of_the_cells_above_even_if_they_were_not_run(tab: Page) -> None:
    cells = tab.locator("div.cell.tag_live")
    assert "6.708 × 0.447 = 3.00" in (shown := run(cells.nth(1)))
    assert "bank asks" not in shown, "what the cell above prints belongs there"
    replace(cells.nth(0), "import numpy as np\nwords = ['a', 'b', 'c']\nQ = np.eye(3)\nK = 2 * np.eye(3)\n")
    run(cells.nth(0))
    assert "a      2.000 ×" in run(cells.nth(1))
    reset(cells.nth(0))  # its text is the old one again, and so must its names be
    assert "6.708 × 0.447 = 3.00" in run(cells.nth(1))
    replace(cells.nth(0), "Q = 7")  # changed, and not run
    assert "'int' object is not subscriptable" in run(cells.nth(1))
    replace(cells.nth(0), "\nQ = seven\n")
    assert "name 'seven' is not defined" in run(cells.nth(1))
    assert said(cells.nth(1)).startswith(
        "The code further up that begins with “Q = seven” was run first, and"
    )
    for cell in (cells.nth(0), cells.nth(1)):
        reset(cell)


def test_the_editor_can_be_left_by_keyboard(box: Locator) -> None:
    replace(box, "x = 1")
    box.page.keyboard.press("Home")
    box.page.keyboard.press("Tab")
    expect(box.locator(".cm-content")).to_be_focused()
    assert box.locator(".cm-line").first.inner_text() == "    x = 1"
    box.page.keyboard.press("Escape")
    box.page.keyboard.press("Tab")
    expect(box.get_by_role("button", name="Run", exact=True)).to_be_focused()


def test_without_javascript_task_stub_hints_and_solution_can_be_read(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = visit(context, site, "01-scores")
    box = exercise(tab)
    expect(box).to_contain_text("Write dot_product_scores(Q, K)")
    expect(box.locator(".live-stub")).to_contain_text("YOUR CODE HERE")
    assert box.get_by_role("button").count() == 0
    for folded in box.locator("details").all():
        assert not folded.locator(":scope > :not(summary)").first.is_visible()
        folded.locator("summary").click()
        assert folded.locator(":scope > :not(summary)").first.is_visible()
    assert "np.swapaxes(K, -1, -2)" in box.locator("details.live-solution").inner_text()
    context.close()


def test_axe_finds_no_barrier_with_everything_open(tab: Page, box: Locator) -> None:
    run(box, WRONG, "Check")
    for name in ("Hint", "Hint", "Solution"):
        if (button := box.get_by_role("button", name=name, exact=True)).is_visible() and button.is_enabled():
            button.click()
    for folded in box.locator(".live-output details").all():
        folded.locator("summary").click()
    run(tab.locator("div.cell.tag_live").first, button="Run")
    # Axe judges all of the page, also what the browser would lay out only when somebody comes near.
    everything = (
        "document.querySelectorAll('article section').forEach((s) => s.style.contentVisibility = 'visible')"
    )
    tab.evaluate(everything)
    for theme, width in (("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)):
        tab.emulate_media(color_scheme=theme)
        tab.set_viewport_size({"width": width, "height": 900})
        tab.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
        # Colours fade, and the theme looks a moment later which boxes scroll now.
        tab.wait_for_timeout(700)
        options = {"resultTypes": ["violations"], "preload": False}
        found = Axe().run(tab, options=options).response["violations"]
        assert [
            (theme, width, rule["id"], node["html"], node["failureSummary"])
            for rule in found
            for node in rule["nodes"]
        ] == []
        assert tab.evaluate("document.scrollingElement.scrollWidth") <= width
    tab.emulate_media(color_scheme="light")
    tab.set_viewport_size({"width": 1280, "height": 900})


SENTENCES = {
    "def f(:": "Python can't read this",
    "def f():\n\tx = 1\n        return x": "Some lines are indented with tabs and others with spaces",
    "x = 1\n  y = 2": "indented otherwise",
    "import torch": "There is no torch in the page",
    "import matplotlib.pyplot as plt": "There is no matplotlib in the page",
    "name = input('Name? ')": "input() waits for a keyboard",
    "exit()": "exit() ends a program",
    "import sys\nsys.exit(1)": "exit() ends a program",
    "import numpy as np\nnp.ones((100_000, 100_000))": "The memory that a page can have is used up",
    "import numpy as np\nx = []\nwhile True:\n    x.append(np.empty(50_000_000))": "The memory that a page can have",
    "def f(n):\n    return f(n + 1)\nf(0)": "calls itself without end",
    "while True:\n    print('again')": "It printed more than 100,000 characters and was stopped there",
    "raise KeyboardInterrupt": "interrupted",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_what_cannot_work_gets_a_sentence_and_what_was_typed_is_kept(box: Locator, code: str) -> None:
    shown = run(box, code)
    assert SENTENCES[code] in said(box)
    assert len(shown) < 120_000
    kept = box.locator(".cm-line").all_inner_texts()
    assert [line.replace("\n", "") for line in kept] == code.split("\n")
    assert run(box, "6 * 7") == "42"


def test_an_error_is_shown_as_python_shows_it_with_the_readers_lines_only(box: Locator) -> None:
    shown = run(box, "import numpy as np\ndef f(x):\n    return x @ np.ones(3)\nf(np.ones(2))")
    assert shown.startswith("Traceback (most recent call last):\n")
    assert "line 3, in f\n    return x @ np.ones(3)" in shown
    assert "ValueError: matmul" in shown
    assert "page_session" not in shown


def test_a_function_of_another_name_is_asked_for(box: Locator) -> None:
    run(box, "def dot_product_score(Q, K):\n    return 1", "Check")
    assert "There is no function dot_product_scores" in said(box)
    assert "the one that you called dot_product_score?" in said(box)


INJECTIONS = [
    "print('<img src=x onerror=\"window.pwned=1\"><b id=injected>hi</b>')",
    "class A:\n    def __repr__(self): return '<b id=injected>hi</b><script>window.pwned=1</script>'\nA()",
    "raise ValueError('<b id=injected>hi</b>')",
    # A report that is none, and one whose HTML was replaced.
    "class Report:\n    def html(self):\n        return '<b id=injected>x</b><img src=x onerror=window.pwned=1>"
    "<a href=javascript:window.pwned=1 id=injected>x</a><p id=injected onclick=window.pwned=1 "
    'style="background:url(/pwned);position:fixed">x</p><style>*{display:none}</style>'
    "<svg onload=window.pwned=1></svg><iframe srcdoc=x></iframe>'\n"
    "Report.__module__ = 'attention_lib.check.report'\nReport()",
    'import js\njs.postMessage(js.JSON.parse(\'{"kind":"output","id":1,"text":"<b id=injected>x</b>"}\'))',
]


@pytest.mark.parametrize("code", INJECTIONS)
def test_nothing_that_comes_out_becomes_part_of_the_page(box: Locator, code: str) -> None:
    asked = []
    box.page.on("request", lambda request: asked.append(request.url))
    run(box, code)
    assert box.page.locator("#injected").count() == 0
    assert box.page.evaluate("window.pwned") is None
    assert box.locator(".live-output :is(img, script, style, svg, iframe)").count() == 0
    assert box.locator(".live-output [onclick]").count() == 0
    assert "url(" not in "".join(
        filter(None, (p.get_attribute("style") for p in box.locator(".live-output *").all()))
    )
    assert not any("pwned" in url for url in asked)


def test_ten_megabytes_are_refused_and_the_code_stays(context: BrowserContext, box: Locator) -> None:
    replace(box, "x = 1\n")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    box.page.evaluate("navigator.clipboard.writeText('x'.repeat(1e7))")
    box.locator(".cm-content").click()
    box.page.keyboard.press("Control+v")
    expect(box.locator(".live-status")).to_contain_text("10.0 million characters")
    assert box.locator(".cm-content").inner_text().strip() == "x = 1"
    assert run(box, "6 * 7") == "42"


@pytest.mark.parametrize(
    "code",
    [
        "import os\nos.abort()",
        "import sys\nsys.setrecursionlimit(10**6)\nclass A:\n    def __repr__(self):\n        return repr(self)\nA()",
    ],
)
def test_where_python_ends_it_is_said_and_started_anew(box: Locator, code: str) -> None:
    run(box, code)
    assert "Python ended" in said(box)
    assert run(box, "6 * 7") == "42"


def test_an_exercise_can_be_done_with_the_keyboard_alone(context: BrowserContext, site: str) -> None:
    tab = visit(context, site, "01-scores")
    box, keys = exercise(tab), tab.keyboard
    box.locator(".live-title").click()  # where the keyboard's way through the page begins
    for _ in range(9):
        keys.press("Tab")
        if box.get_by_role("button", name="Edit", exact=True).evaluate("it => it === document.activeElement"):
            break
    keys.press("Enter")
    expect(box.locator(".cm-content")).to_be_focused()
    keys.press("Control+a")
    for line in RIGHT.splitlines():
        keys.type(line)
        keys.press("Enter")
    for key in ("Escape", "Tab", "Tab", "Enter"):  # past Run, to Check
        keys.press(key)
    assert "10 of 10 points" in done(box)
    keys.press("Tab")  # Hint
    keys.press("Enter")
    expect(box.locator("details.live-hint summary").first).to_be_focused()
    tab.close()


def test_an_old_browser_is_told_so_and_the_page_reads_as_before(context: BrowserContext, site: str) -> None:
    tab = context.new_page()
    tab.add_init_script("delete window.DecompressionStream")
    tab.goto(f"{site}/01-scores.html", wait_until="networkidle")
    box = exercise(tab)
    press(box, "Run")
    expect(box.locator(".live-status")).to_contain_text("This browser is too old to run Python in the page")
    assert "def dot_product_scores" in box.inner_text()
    tab.close()


def test_where_nothing_can_be_loaded_it_is_said_and_can_be_tried_again(browser: Browser, site: str) -> None:
    context = browser.new_context(service_workers="block")
    tab = visit(context, site, "01-scores")
    context.route("**/python-*/**", lambda route: route.abort())
    box = exercise(tab)
    run(box)
    assert "Python could not be loaded" in said(box)
    context.unroute("**/python-*/**")
    run(box)
    assert "not written yet" in said(box)
    context.close()


class Declares(Handler):
    """A server that declares what is gzipped to be encoded so, as some do."""

    def end_headers(self) -> None:
        if self.path.endswith(".gz"):
            self.send_header("Content-Encoding", "gzip")
        super().end_headers()


def test_it_runs_from_a_server_that_declares_gz_an_encoding(browser: Browser, book: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Declares, directory=str(book)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(service_workers="block")
    tab = visit(context, f"http://127.0.0.1:{server.server_port}", "01-scores")
    run(exercise(tab))
    assert "not written yet" in said(exercise(tab))
    context.close()
    server.shutdown()
    server.server_close()
