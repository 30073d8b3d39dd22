"""The whole book on paper: every page, its formulas, pictures and links, with the tags that screen readers need."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

ROOT = Path(__file__).parents[2]
PRINT = """
import sys, pathlib
from attention_lib.book.paper import print_book
sys.exit(print_book(pathlib.Path.cwd(), pathlib.Path(sys.argv[1])))
"""


@pytest.fixture(scope="module")
def pdf(book: Path, program: str, tmp_path_factory: pytest.TempPathFactory) -> PdfReader:
    """Return the printed book; `book` is built first, so that its cells have run."""
    file = tmp_path_factory.mktemp("paper") / "book.pdf"
    done = subprocess.run([sys.executable, "-c", PRINT, file], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return PdfReader(file)


@pytest.fixture(scope="module")
def text(pdf: PdfReader) -> str:
    """Return what stands on all pages, without the spaces that setting type puts in and leaves out."""
    return "".join("".join(page.extract_text() for page in pdf.pages).split())


def links(pdf: PdfReader) -> Iterator[dict]:
    for page in pdf.pages:
        for note in page.get("/Annots") or []:
            if note.get_object()["/Subtype"] == "/Link":
                yield note.get_object()


def test_it_is_tagged_and_says_its_title_and_its_language(pdf: PdfReader) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert isinstance(root.raw_get("/StructTreeRoot"), IndirectObject)
    assert root["/Lang"] == "en"
    assert pdf.metadata.title == "Attention, from the dot product up"


def test_it_is_on_a4_with_every_page_numbered_but_the_first(pdf: PdfReader) -> None:
    assert 200 <= len(pdf.pages) <= 400
    assert [round(side / 72 * 25.4) for side in pdf.pages[0].mediabox[2:]] == [210, 297]
    assert not pdf.pages[0].extract_text().startswith("1\n")
    assert all(page.extract_text().startswith(f"{number}\n") for number, page in enumerate(pdf.pages[1:9], 2))


def test_every_page_of_the_book_is_there(text: str, book: Path, toc_pages: list[str]) -> None:
    for page in set(toc_pages) - {"search"}:
        source = ROOT.joinpath(f"book/{page}.md").read_text("utf8")
        title = re.search(r"^# (.+)$", source, re.MULTILINE)[1]
        assert "".join(title.replace("`", "").split()) in text


def test_folded_measurements_and_answers_are_open(text: str) -> None:
    assert "Howoftenoneof50keyswins" in text  # the caption of a picture in a folded cell
    assert "Theexponentialsdo.Buttheirsumdoesaswell" in text  # an answer to a question


def test_links_lead_to_places_in_the_book_or_to_the_web(pdf: PdfReader) -> None:
    places = pdf.named_destinations
    inside = [link["/Dest"] for link in links(pdf) if "/Dest" in link]
    assert len(inside) > 200
    assert [place for place in inside if place not in places] == []
    outside = {link["/A"]["/URI"] for link in links(pdf) if "/A" in link}
    assert len(outside) > 20
    assert {address.split(":")[0] for address in outside} == {"https"}


def test_pictures_and_the_fonts_of_formulas_are_inside(pdf: PdfReader, book: Path) -> None:
    pages = "".join(page.read_text("utf8") for page in book.glob("*.html"))
    drawn = set(re.findall(r"_images/([^\"]+\.png)", pages))
    assert sum(len(page.images) for page in pdf.pages) == len(drawn) > 20
    fonts = {
        str(font.get_object().get("/BaseFont"))
        for page in pdf.pages
        for font in (page["/Resources"].get("/Font") or {}).values()
    }
    assert any("KaTeX_Main" in font for font in fonts)
    assert any("KaTeX_Math" in font for font in fonts)


def test_it_has_an_outline_of_all_chapters(pdf: PdfReader) -> None:
    def titles(entries: list) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield entry.title

    found = " | ".join(titles(pdf.outline))
    assert all(f"{number}. " in found for number in range(1, 9))


def test_without_a_browser_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    from attention_lib.book.paper import print_book

    monkeypatch.setenv("PATH", str(tmp_path))
    assert print_book(tmp_path, tmp_path / "book.pdf") == 2
    assert "needs Chromium or Chrome" in capsys.readouterr().err
