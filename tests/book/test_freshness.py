"""Pages that are rebuilt when they should be, and only then."""

import re
from collections.abc import Callable
from pathlib import Path

CELLS = """# A page

```{code-cell} ipython3
import uuid
import attention_lib
print("library", attention_lib.__version__, "run", uuid.uuid4())
```
"""
MISTAKES = """# A page

The score is $\\dotproduct{q}{k}$.

$$
s = \\frac{q}{
$$

See {doc}`nowhere`.
"""


def test_a_change_in_the_library_is_seen_in_a_page_that_did_not_change(
    small_book: Path, run_build: Callable, notebook_header: str
) -> None:
    page, library = small_book / "book/index.md", small_book / "attention_lib/__init__.py"

    def shown() -> tuple[str, str]:
        result = run_build(small_book)
        assert result.returncode == 0, result.stderr
        text = small_book.joinpath("_build/html/index.html").read_text("utf8")
        return re.search(r"library (\S+) run (\S+)", text).groups()

    page.write_text(notebook_header + CELLS)
    version, first_run = shown()
    assert version != "9.9.9"

    page.write_text(notebook_header + CELLS + "\nA sentence more.\n")
    assert shown() == (version, first_run), "new text alone must not run the code again"

    library.write_text(re.sub(r"__version__ = .*", '__version__ = "9.9.9"', library.read_text()))
    version, second_run = shown()
    assert version == "9.9.9"
    assert second_run != first_run


def test_mistakes_fail_every_build_until_they_are_mended(small_book: Path, run_build: Callable) -> None:
    page = small_book / "book/index.md"
    page.write_text(MISTAKES)
    for _ in range(2):
        result = run_build(small_book)
        assert result.returncode != 0
        for line, complaint in ((3, "KaTeX cannot read"), (5, "KaTeX cannot read"), (9, "nowhere")):
            assert re.search(rf"index\.md:{line}: .*{complaint}", result.stderr), result.stderr
    page.write_text("# A page\n\nA sentence.\n")
    assert run_build(small_book).returncode == 0


def test_a_cell_that_raises_fails_the_build(
    small_book: Path, run_build: Callable, notebook_header: str
) -> None:
    small_book.joinpath("book/index.md").write_text(notebook_header + CELLS.replace("import uuid", "1 / 0"))
    result = run_build(small_book)
    assert result.returncode != 0
    assert "ZeroDivisionError" in result.stderr
