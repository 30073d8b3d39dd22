"""Wide things on a narrow screen: the page stays put, and each wide thing scrolls in its own box."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

WIDE = """# Wide things

$$
y = {terms}
$$ (eq-wide)

The same in a sentence: ${terms}$, and a word after it.

$$ a = b $$

```python
{code}
```

| {cells} |
| {rule} |
| {cells} |

```{{code-cell}} ipython3
print("{code}")
```
""".format(
    terms=" + ".join(f"q_{{{i}}} k_{{{i}}}" for i in range(30)),
    code="score " * 40,
    cells=" | ".join(f"column{i}" for i in range(20)),
    rule=" | ".join("---" for _ in range(20)),
)


@pytest.fixture
def phone(
    small_book: Path, run_build: Callable, notebook_header: str, host: Callable, browser: Browser
) -> Iterator[Page]:
    small_book.joinpath("book/index.md").write_text(notebook_header + WIDE)
    result = run_build(small_book)
    assert result.returncode == 0, result.stdout + result.stderr
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(f"{host(small_book / '_build/html')}/index.html", wait_until="networkidle")
    yield tab
    context.close()


def test_wide_things_scroll_in_their_own_boxes_and_by_keyboard(phone: Page) -> None:
    assert phone.evaluate("document.scrollingElement.scrollWidth") == 390

    wide, narrow = phone.locator(".katex-display").all()
    boxes = [wide, *phone.locator("article pre").all(), phone.locator(".pst-scrollable-table-container")]
    assert len(boxes) == 5
    for box in boxes:
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        assert box.evaluate("box => box.tabIndex") == 0
        box.focus()
        phone.keyboard.press("ArrowRight")
        phone.wait_for_function("box => box.scrollLeft > 0", arg=box.element_handle())
    assert wide.get_attribute("aria-label")
    assert narrow.evaluate("box => box.tabIndex") == -1, "what fits is no stop on the way through the page"


def test_a_box_that_fits_after_the_window_grew_is_no_tab_stop_any_more(phone: Page) -> None:
    wide = phone.locator(".katex-display").first
    assert wide.evaluate("box => box.tabIndex") == 0
    wide.evaluate("box => box.querySelector('.katex-html').replaceChildren()")
    phone.set_viewport_size({"width": 1280, "height": 844})
    phone.wait_for_function("box => box.tabIndex === -1", arg=wide.element_handle())
