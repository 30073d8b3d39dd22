"""What a student's process says is a claim; to the student it is a Jupyter kernel."""

import importlib.util
import os
import socket
import threading
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from attention_lib.grading import sandbox, wire
from attention_lib.grading.sandbox import Kernel, NoKernel, connect

_spec = importlib.util.spec_from_file_location("kernels", Path(__file__).with_name("kernels.py"))
kernels = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(kernels)
text = kernels.text
ask = kernels.ask
still_works = kernels.still_works
warm = kernels.warm
kernel = kernels.kernel
package = kernels.package


# --- The connection ---


FIND = """
import os, socket, stat, struct, json
def valid(fd):
    try:
        return stat.S_ISSOCK(os.fstat(fd).st_mode)
    except OSError:
        return False
connection = socket.socket(fileno=[fd for fd in range(3, 256) if valid(fd)][0])
def forge(message):
    text = json.dumps(message).encode()
    connection.sendall(struct.pack("!QQ", len(text), 0) + text)
"""


@pytest.mark.parametrize(
    ("code", "ended"),
    [
        ("connection.sendall(b'garbage' * 100)", "too much output"),
        ("connection.sendall(struct.pack('!QQ', 2**60, 0))", "too much output"),
        ("connection.sendall(struct.pack('!QQ', 5, 0) + b'[[[[[')", "died"),
        ("forge({'dict': [['id', 'x'], ['answer', None]]})", "died"),
        ("forge({'dict': [['answer', {'dict': [['outputs', []], ['count', 1]]}]]})", "died"),
        ("forge([])", "died"),
        ("connection.shutdown(socket.SHUT_RDWR)", "died"),
        ("connection.sendall(struct.pack('!QQ', 1000, 0)); import time; time.sleep(60)", "timeout"),
        ("os.close(connection.fileno())", "timeout"),
        ("os.dup2(os.open('/dev/null', os.O_RDWR), connection.fileno())", "timeout"),
    ],
)
def test_abusing_the_connection_ends_the_process_and_nothing_else(warm, monkeypatch, code, ended):
    monkeypatch.setattr(sandbox, "PATIENCE", 1.0)
    with closing(connect(warm.address, {})) as kernel:
        ran = kernel.run(FIND + code, 1)
        assert ran.outputs == []
        assert ran.ended == ended or (ended == "timeout" and ran.ended == "died")
    with closing(connect(warm.address, {})) as kernel:
        assert still_works(kernel)


def test_a_reply_made_beforehand_does_not_fit(kernel):
    # One with the right number, written by the cell itself, can only say what the process may say anyway.
    ask(kernel, FIND)
    ask(
        kernel,
        """
        import threading, time
        def later():
            time.sleep(1)
            forge({"dict": [["id", "a" * 16], ["answer", "full marks"]]})
        threading.Thread(target=later).start()
        """,
    )
    time.sleep(1.5)
    with pytest.raises(wire.Garbled):
        kernel.ask({"op": "run", "source": "1", "seconds": 1}, 5)
    assert kernel.ended == "died"


def test_files_sent_over_the_connection_do_not_arrive(kernel):
    before = len(os.listdir("/proc/self/fd"))
    ask(kernel, FIND + "socket.send_fds(connection, [b'x'], [0, 1, 2])")
    assert len(os.listdir("/proc/self/fd")) <= before


def test_a_process_that_reads_no_question_is_given_up(warm):
    with closing(connect(warm.address, {})) as kernel:
        ask(
            kernel,
            """
            import ctypes, threading, time
            def stuck():
                time.sleep(1)
                ctypes.PyDLL(None).sleep(60)  # and lets no other thread run meanwhile
            threading.Thread(target=stuck).start()
            """,
        )
        time.sleep(1.5)
        began = time.monotonic()
        with pytest.raises(wire.Gone):
            kernel.ask({"op": "nothing", "much": np.zeros(2**21)}, 1)
        assert time.monotonic() - began < 10
        assert kernel.ended == "timeout"


@pytest.mark.parametrize(
    "claimed",
    [
        None, [None], [{}], [{"output_type": "odd"}], [{"output_type": "stream", "name": "stdout", "text": 1}],
        [{"output_type": "display_data", "data": {"text/plain": np.ones(3)}, "metadata": {}}],
        [{"output_type": "display_data", "data": {"image/png": ["a"]}, "metadata": {}}],
        [{"output_type": "error", "ename": "a", "evalue": "b", "traceback": [1]}],
    ],
)  # fmt: skip
def test_what_is_no_output_is_not_taken_for_one(claimed):
    here, there = socket.socketpair()

    def answer():
        message = wire.receive(there)
        wire.send(there, {"id": message["id"], "answer": {"outputs": claimed, "count": 1}})
        there.close()

    threading.Thread(target=answer).start()
    assert Kernel(here).run("1", 1) == sandbox.Ran([], "died")


def test_operations_that_there_are_not_say_so_and_the_process_goes_on(kernel):
    with pytest.raises(wire.Garbled, match="Error"):
        kernel.ask({"op": "odd"}, 10)
    assert still_works(kernel)


# --- A Jupyter kernel ---


def test_cells_show_what_they_show_in_jupyter(kernel):
    ran = kernel.run("import sys\nprint('a')\nprint('b')\nprint('c', file=sys.stderr)\ndisplay(1)\n5", 20)
    assert [output["output_type"] for output in ran.outputs] == [
        "stream",
        "stream",
        "display_data",
        "execute_result",
    ]
    assert [output.get("text") for output in ran.outputs[:2]] == ["a\nb\n", "c\n"]
    assert (ran.count, ran.outputs[-1]["execution_count"]) == (1, 1)
    ran = kernel.run("def f():\n    1 / 0\nf()", 20)
    (error,) = ran.outputs
    assert (error["ename"], error["evalue"], ran.count) == ("ZeroDivisionError", "division by zero", 2)
    assert "In[2]" in "".join(error["traceback"])
    assert ask(kernel, "_ = 3;") == ""
    assert (
        ask(
            kernel,
            "class A:\n    def _repr_mimebundle_(self, **_): return {'text/plain': 'mine', 'text/html': '<i>'}\nA()",
        )
        == "mine"
    )
    assert ask(kernel, "import asyncio\nawait asyncio.sleep(0.01)\nawait asyncio.to_thread(lambda: 7)") == "7"
    assert ask(kernel, "print(type(get_ipython()).__name__)") == "Shell\n"
    assert ask(kernel, "x = (") == "SyntaxError: incomplete input (<ipython-input-7-f396fd8cefcf>, line 1)"
    assert ask(kernel, "len?") == ""
    assert ask(kernel, "%time 1").count("Wall time") == 1
    assert ask(kernel, "%%capture out\nprint(3)") == ""
    assert ask(kernel, "out.stdout") == "'3\\n'"
    assert ask(kernel, "input('name')").startswith("StdinNotImplementedError")
    assert "no other programs" in ask(kernel, "!ls")
    assert "no other programs" in ask(kernel, "names = !ls")
    assert "no other programs" in ask(kernel, "%pip install numpy")
    assert (
        ask(kernel, "from IPython.display import clear_output\nprint(1)\nclear_output()\nprint(2)") == "2\n"
    )
    lines = (
        "display({'text/plain': ['1', '2'], 'text/html': [3]}, raw=True)"  # notebooks allow a list of lines
    )
    assert ask(kernel, lines) == "12"
    assert ask(kernel, "handle = display(1, display_id=True)\nhandle.update(2)") == "2"
    assert ask(kernel, "print('Ünïcødé ☃', open('ü', 'w').encoding)") == "Ünïcødé ☃ utf-8\n"
    assert (
        ask(kernel, "import inspect\ndef g(): return 1\nprint(inspect.getsource(g))")
        == "def g(): return 1\n\n"
    )


def test_figures_are_shown_as_pictures(kernel):
    for code in (
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "plt.hist([1, 2])\nplt.show()",
    ):
        (*_, picture) = kernel.run(code, 60).outputs
        assert picture["output_type"] == "display_data"
        assert picture["data"]["image/png"].startswith("iVBORw0KGgo")
        assert picture["data"]["text/plain"] == "<Figure size 640x480 with 1 Axes>"


def test_the_libraries_of_the_course_work(kernel):
    assert ask(
        kernel,
        """
        import numpy as np, torch, ctypes
        layer = torch.nn.Linear(3, 2)
        layer(torch.ones(4, 3)).sum().backward()
        print(layer.weight.grad.shape, np.linalg.svd(np.eye(3))[1].sum())
        print(ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 5)())
        import tempfile; print(tempfile.TemporaryFile().write(b"123"))
        """,
        60,
    ) == "torch.Size([2, 3]) 3.0\n5\n3\n"  # fmt: skip


def test_each_process_has_random_numbers_of_its_own(warm):
    code = "import random, numpy as np, torch\nprint(random.random(), np.random.rand(), torch.rand(1).item())"
    seen = set()
    for _ in range(3):
        with closing(connect(warm.address, {})) as kernel:
            seen.update(ask(kernel, code).split())
    assert len(seen) == 9


def test_the_files_of_a_submission_are_beside_it(warm):
    files = {
        "data.csv": b"1,2\n",
        "folder/数.txt": "数".encode(),
        "helper.py": b"x = 1",
        "torch.py": b"raise OSError",
    }
    with closing(connect(warm.address, files)) as kernel:
        ask(kernel, "import helper, torch")
        code = "print(open('data.csv').read(), open('folder/数.txt').read(), helper.x, torch.ones(1))"
        assert ask(kernel, code) == "1,2\n 数 1 tensor([1.])\n"
    for name in ("/etc/passwd", "../up", "a/../../b"):
        with pytest.raises(NoKernel, match="a file is called"):
            connect(warm.address, {name: b""})
    with pytest.raises(NoKernel):
        connect(warm.address, {"large": bytes(2**26 + 1)})
