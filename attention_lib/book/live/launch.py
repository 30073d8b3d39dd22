"""Other places to work on a chapter: the page as a notebook, its exercises as a notebook and, if the book
says where its repository is, Colab and Binder.

The repository is the one of Jupyter Book's own setting, in `_config.yml`:

```
repository:
  url: https://github.com/OWNER/NAME
  branch: main
```
"""

# mypy: allow-untyped-calls

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import nbformat
from docutils import nodes  # type: ignore[import-untyped]

from attention_lib.book.live.as_notebook import as_notebook

if TYPE_CHECKING:
    from sphinx.application import Sphinx

PLACE = "_downloads/notebooks"


def connect(app: Sphinx) -> None:
    """Have the buttons added to the header of each chapter."""
    app.connect("html-page-context", add_buttons, priority=502)  # after the theme has made its list


def add_buttons(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add a menu to a chapter: where its page and its exercises can be worked on."""
    if doctree is None or "header_buttons" not in context:
        return
    executed = Path(app.outdir).parent / "jupyter_execute" / f"{pagename}.ipynb"
    exercises = Path(app.srcdir).parent / "exercises" / pagename / f"{pagename}.ipynb"
    if not executed.is_file() or not exercises.is_file():
        return
    target = Path(app.outdir) / PLACE
    target.mkdir(parents=True, exist_ok=True)
    glued = [node.astext() for node in doctree.findall(nodes.inline) if "pasted-text" in node["classes"]]
    page = nbformat.reads(executed.read_text("utf8"), as_version=4)
    written = nbformat.writes(as_notebook(page, glued))
    target.joinpath(f"{pagename}.ipynb").write_text(written, "utf8")
    shutil.copy(exercises, target / f"{pagename}-exercises.ipynb")
    link = context["pathto"]
    buttons = [
        button(link(f"{PLACE}/{pagename}.ipynb", 1), "This page as a notebook", "fas fa-book-open"),
        button(
            link(f"{PLACE}/{pagename}-exercises.ipynb", 1), "Its exercises as a notebook", "fas fa-pencil"
        ),
    ]
    settings = app.config.html_theme_options
    branch = str(settings.get("repository_branch") or "main")
    path = f"exercises/{pagename}/{pagename}.ipynb"
    for name, url in hosted(str(settings.get("repository_url") or ""), branch, path).items():
        buttons.append(button(url, f"Its exercises on {name}", "fas fa-cloud"))
    context["header_buttons"].insert(
        0,
        {
            "type": "group",
            "tooltip": "Work on it elsewhere",
            "icon": "fas fa-rocket",
            "buttons": buttons,
            "label": "work-on-it",
        },
    )


def button(url: str, text: str, icon: str) -> dict[str, str]:
    """Return an entry of the menu, as the theme wants it."""
    return {"type": "link", "url": url, "text": text, "tooltip": text, "icon": icon, "label": "launch"}


def hosted(repository: str, branch: str, path: str) -> dict[str, str]:
    """Return where a notebook of a repository can be opened without installing anything.

    Parameters
    ----------
    repository : str
        The address of a repository on GitHub or GitLab; empty if there is none.
    branch : str
        The branch that is published.
    path : str
        The notebook's place in the repository.

    Returns
    -------
    dict
        Addresses by the name of the service; Colab opens what is on GitHub only.

    Examples
    --------
    >>> hosted("https://github.com/owner/name", "main", "a.ipynb")["Colab"]
    'https://colab.research.google.com/github/owner/name/blob/main/a.ipynb'
    >>> hosted("", "main", "a.ipynb")
    {}
    """
    host, place = urlsplit(repository).netloc, urlsplit(repository).path.strip("/").removesuffix(".git")
    at = quote(branch, safe="")
    places = {}
    if host == "github.com":
        places["Colab"] = f"https://colab.research.google.com/github/{place}/blob/{at}/{quote(path)}"
    if host in ("github.com", "gitlab.com"):
        kind, name = ("gh", place) if host == "github.com" else ("gl", quote(place, safe=""))
        places["Binder"] = (
            f"https://mybinder.org/v2/{kind}/{name}/{at}?urlpath={quote(f'lab/tree/{path}', safe='')}"
        )
    return places
