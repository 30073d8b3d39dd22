"""The process that renders formulas: waited for, and gone when the build is gone."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sphinxcontrib import katex

from attention_lib.book import katex_server

# Stands for a node that is slow to listen: the socket's file is there half a second before it does.
SLOW_NODE = f"""#!{sys.executable}
import socket, sys, time
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[sys.argv.index("--socket") + 1])
time.sleep(0.5)
listener.listen()
listener.accept()
time.sleep(60)
"""
KILLED_BUILD = """
import os, pathlib, sys
from attention_lib.book import katex_server
katex_server.repair()
process, connection = katex_server.start(pathlib.Path(sys.argv[1]), 60)
print(process.pid, flush=True)
os._exit(1)
"""


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    program = tmp_path / "node"
    monkeypatch.setattr(katex, "NODEJS_BINARY", str(program))
    program.touch(mode=0o755)
    return program


def test_a_node_that_is_slow_to_listen_is_waited_for(node: Path, tmp_path: Path) -> None:
    node.write_text(SLOW_NODE)
    process, connection = katex_server.start(tmp_path, timeout=20)
    assert process.poll() is None
    connection.close()
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    "program", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\nexec sleep 60\n"], ids=["ends", "is silent"]
)
def test_a_node_that_never_listens_is_an_error_and_leaves_no_process(
    node: Path, tmp_path: Path, program: str
) -> None:
    node.write_text(program)
    with pytest.raises(katex.KaTeXError, match="node did not start"):
        katex_server.start(tmp_path, timeout=0.5)


def test_node_ends_when_the_build_is_killed(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-c", KILLED_BUILD, tmp_path], capture_output=True, text=True, timeout=60
    )
    pid = int(result.stdout)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and is_running(pid):
        time.sleep(0.05)
    assert not is_running(pid)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return (
        Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0] != "Z"
        if Path("/proc").exists()
        else True
    )
