"""What a cell shows, kept in order and within bounds: as a notebook keeps it."""

# mypy: allow-subclassing-any, allow-untyped-calls

import base64
import io
import json
from typing import Any

TEXT = 1_000_000
"""Characters of text that one cell may show."""

PICTURES = 7_000_000
"""Characters of pictures that one cell may show; a picture of 5 MB has so many in base64."""

MANY = 1_000
"""Outputs that one cell may have."""

CUT = "[The output was too long: what followed is left out.]"


class Outputs:
    """The outputs of the cell that is running; between two cells, what is shown is dropped.

    Examples
    --------
    >>> outputs = Outputs()
    >>> outputs.begin()
    >>> outputs.write("stdout", "a line")
    >>> outputs.write("stdout", " and its end")
    >>> outputs.end()
    [{'output_type': 'stream', 'name': 'stdout', 'text': 'a line and its end'}]
    """

    def __init__(self) -> None:
        self.shown: list[dict[str, Any]] = []
        self.is_open = False

    def begin(self) -> None:
        """A cell begins."""
        self.shown, self.text, self.pictures = [], TEXT, PICTURES
        self.is_open, self.is_full, self.clears = True, False, False
        self.streams: list[list[str]] = []
        self.by_display: dict[str, list[dict[str, Any]]] = {}

    def end(self) -> list[dict[str, Any]]:
        """A cell ends: all that it showed."""
        self.is_open = False
        for output in self.shown:
            if output["output_type"] == "stream":
                output["text"] = "".join(output["text"])
        shown, self.shown, self.by_display = self.shown, [], {}
        return shown

    def write(self, name: str, text: str) -> None:
        """Text on stdout or stderr; what follows on the same stream is one output with it."""
        if not (self.is_open and text) or self.is_full:
            return
        self._clear_if_asked()
        goes_on = self.shown and self.shown[-1].get("name") == name
        if not goes_on and not self._add({"output_type": "stream", "name": name, "text": []}):
            return
        parts = self.shown[-1]["text"]
        parts.append(text[: self.text])
        self.text -= len(text)
        if len(parts) > MANY:  # printed letter by letter, a text would take many times its size
            parts[:] = ["".join(parts)]
        if self.text < 0:
            parts.append(f"\n{CUT}\n")
            self.is_full = True

    def show(self, kind: str, data: Any, metadata: Any, display: Any = None, **more: Any) -> None:
        """A rich output, in all the ways in which it can be shown."""
        if not self.is_open or self.is_full:
            return
        self._clear_if_asked()
        output = {
            "output_type": kind,
            "data": self._fitting(plain(data)),
            "metadata": plain(metadata),
            **more,
        }
        self._add(output)
        if display is not None:
            self.by_display.setdefault(str(display), []).append(output)

    def update(self, data: Any, metadata: Any, display: Any) -> None:
        """Something else in the place of what was shown under this name."""
        for output in self.by_display.get(str(display), []):
            if self.is_open and not self.is_full:
                output["data"], output["metadata"] = self._fitting(plain(data)), plain(metadata)

    def fail(self, name: str, sentence: str, traceback: list[str]) -> None:
        """An exception."""
        if self.is_open:  # also where all else is full: whoever reads it has to see how the cell ended
            self._clear_if_asked()
            lines = [line[:20_000] for line in traceback[:200]]
            error = {"ename": name[:200], "evalue": sentence[:10_000], "traceback": lines}
            self.shown.append({"output_type": "error", **error})

    def clear(self, wait: bool) -> None:
        """Take away what was shown: now, or when the next output comes."""
        self.clears = True
        if not wait:
            self._clear_if_asked()

    def _clear_if_asked(self) -> None:
        if self.is_open and self.clears:
            self.clears, self.shown, self.by_display = False, [], {}

    def _add(self, output: dict[str, Any]) -> bool:
        self.is_full = len(self.shown) >= MANY
        self.shown.append(
            {"output_type": "stream", "name": "stderr", "text": [f"{CUT}\n"]} if self.is_full else output
        )
        return not self.is_full

    def _fitting(self, data: dict[str, Any]) -> dict[str, Any]:
        """The ways of showing for which there is room."""
        kept: dict[str, Any] = {}
        for kind, value in data.items():
            size = len(value) if type(value) is str else len(json.dumps(value))
            if kind.startswith("image/") and kind != "image/svg+xml":
                room = self.pictures = self.pictures - size
            else:
                room = self.text = self.text - size
            if room < 0:
                # As much of the text as there was room for; half a picture is none.
                kept["text/plain"] = (value[:room] if kind == "text/plain" else "") + f"\n{CUT}"
            elif kind not in kept:
                kept[kind] = value
        return kept


def plain(data: Any) -> dict[str, Any]:
    """A mime bundle as notebooks hold it: bytes in base64, one text each; what is none, or no JSON, is left out."""
    kept = {}
    for kind, value in data.items() if isinstance(data, dict) else ():
        if isinstance(value, bytes):
            value = base64.b64encode(value).decode()
        if "json" not in str(kind):
            if isinstance(value, list | tuple) and all(isinstance(line, str) for line in value):
                value = "".join(value)  # notebooks know texts as lists of lines
            if not isinstance(value, str):
                continue
        try:
            kept[str(kind)] = str(value) if isinstance(value, str) else json.loads(json.dumps(value))
        except (TypeError, ValueError, RecursionError):
            continue
    return kept


class Stream(io.TextIOBase):
    """Stands for sys.stdout or sys.stderr."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs, self._name = outputs, name

    @property
    def name(self) -> str:
        """As the stream is called: <stdout>."""
        return f"<{self._name}>"

    def write(self, text: str, /) -> int:
        """Show text."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._outputs.write(self._name, str(text))
        return len(text)

    def writable(self) -> bool:
        """Always."""
        return True
