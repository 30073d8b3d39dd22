"""Serve the built book on this machine."""

from __future__ import annotations

import signal
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

FIRST_PORT = 8000
TRIES = 100


class Handler(SimpleHTTPRequestHandler):
    """Files of one folder, with types that don't depend on the machine, and without a log."""

    protocol_version = "HTTP/1.1"  # one connection for all files of a page
    # Python asks the system for these, and some systems name a type that browsers refuse to run.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".css": "text/css",
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".svg": "image/svg+xml",
        ".wasm": "application/wasm",
        ".woff": "font/woff",
        ".woff2": "font/woff2",
    }

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a wrong address with the book's own page for that, as static hosts do."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Stay quiet."""


class Server(ThreadingHTTPServer):
    """A server that refuses a port in use, and doesn't mind a reader who leaves in the middle."""

    allow_reuse_port = False  # some Pythons let two servers share a port, and readers would get either book

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error, unless it is only that the browser has closed the connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve(root: Path, port: int | None = None) -> int:
    """Serve `root/_build/html` on 127.0.0.1 until Ctrl-C or SIGTERM.

    Parameters
    ----------
    root : Path
        The project's folder.
    port : int, optional
        Where to answer. Without it, 8000 or the next free port.

    Returns
    -------
    int
        0 after Ctrl-C or SIGTERM, 1 if the port is taken, 2 if there is no built book.
    """
    html = root / "_build" / "html"
    if not html.joinpath("index.html").is_file():
        print(f"There is no built book in {html}: build it with `attention-lib book`.", file=sys.stderr)
        return 2
    try:
        server = open_server(html, range(FIRST_PORT, FIRST_PORT + TRIES) if port is None else [port])
    except OSError as error:
        wanted = "No port from 8000 to 8099" if port is None else f"Port {port}"
        print(f"{wanted} can be used on 127.0.0.1: {error.strerror}.", file=sys.stderr)
        return 1
    try:
        for ending in (signal.SIGINT, signal.SIGTERM):
            # Said out loud: a shell starts what runs in its background with SIGINT ignored.
            signal.signal(ending, signal.default_int_handler)
        with server:
            print(f"The book is at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends)", flush=True)
            server.serve_forever()
    except KeyboardInterrupt:
        pass
    return 0


def open_server(html: Path, ports: range | list[int]) -> Server:
    """Return a server on the first of some ports that is free; raise OSError if none is."""
    handler = partial(Handler, directory=str(html))
    for port in ports:
        try:
            return Server(("127.0.0.1", port), handler)
        except OSError:
            if port == ports[-1]:
                raise
    raise ValueError("no port to try")
