"""What the page asks Python for: run code, check a function. Runs in the browser only.

Whatever the code does, the answer is plain data, and text in it is only ever shown as text.
"""

from __future__ import annotations

import ast
import builtins
import difflib
import json
import linecache
import sys
import traceback
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Any, cast

from attention_lib.check import run as examine  # now, or the reader's first check would wait for it

LONGEST = 100_000
"""Characters that one run may print; more would make the page slow, and nobody reads them."""

BATCH = 0.05
"""Seconds for which output is gathered before it is shown."""

SPACES: dict[str, dict[str, Any]] = {}
"""Variables, by the name of the place that they belong to."""


class TooMuch(BaseException):
    """Ends code that prints without end. No Exception, so that it is seldom caught."""


class Output:
    """What is printed: sent to the page in batches, and cut where it gets too long."""

    encoding = "utf-8"

    def __init__(self, emit: Callable[[str], Any]) -> None:
        self.emit = emit
        self.waiting: list[str] = []
        self.left = LONGEST
        self.sent = monotonic()

    def write(self, text: str) -> int:
        """Take some text; raise `TooMuch` where the limit is reached, and ever after."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.left <= 0:
            raise TooMuch
        self.waiting.append(text[: self.left])
        self.left -= len(text)
        if monotonic() - self.sent > BATCH:
            self.flush()
        if self.left <= 0:
            raise TooMuch
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Take several."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Send what is waiting."""
        if self.waiting:
            self.emit("".join(self.waiting))
            self.waiting.clear()
        self.sent = monotonic()

    def isatty(self) -> bool:
        """Say that nobody types here."""
        return False


def prepare() -> None:
    """Give the functions that can't work in a page a meaning there."""
    builtins.input = _no_input
    vars(builtins)["exit"] = vars(builtins)["quit"] = _leave


def _no_input(prompt: object = "") -> str:
    raise EOFError("there is no keyboard to read from in the page")


def _leave(code: Any = None) -> None:
    raise SystemExit(code)


def run(message: str, emit: Callable[[str], Any]) -> str:
    """Run pieces of code one after the other, in one place's variables; stop at the first that fails.

    Shown is what the last one prints. The others are run for their names only.
    """
    wanted = json.loads(message)
    variables = SPACES.setdefault(wanted["space"], {"__name__": "__main__"})
    output = Output(emit)
    answer: dict[str, Any] = {}
    unseen = Output(lambda text: None)
    for piece in wanted["pieces"]:
        shown = output if piece is wanted["pieces"][-1] else unseen
        answer = execute(piece["code"], piece["name"], variables, shown) | {"last": piece["key"]}
        if "error" in answer:
            break
    output.flush()
    return json.dumps(answer)


def check(message: str, emit: Callable[[str], Any]) -> str:
    """Run an exercise's code and check the function in it."""
    wanted = json.loads(message)
    variables: dict[str, Any] = {"__name__": "__main__"}
    output = Output(emit)
    answer = execute(wanted["code"], wanted["name"], variables, output)
    function = variables.get(wanted["problem"])
    if function is None and "error" not in answer:
        answer = {"error": {"said": missing(wanted["problem"], variables), "trace": ""}}
    elif function is not None:
        # The example below a function may fail because the function is wrong: the report says why.
        report = examine(wanted["problem"], function, wanted.get("seed"))
        answer = {
            "report": report.html(again=False),  # a button has no seed
            "passed": report.passed,
            "score": report.score,
            "said": [diagnosis.name for diagnosis in report.diagnosis],
            "verdicts": [[verdict.name, verdict.status] for verdict in report.verdicts],
        }
    output.flush()
    return json.dumps(answer)


def missing(problem: str, variables: dict[str, Any]) -> str:
    """Say that the function which is asked for is not there."""
    own = [name for name, value in variables.items() if callable(value) and not name.startswith("_")]
    near = difflib.get_close_matches(problem, own, n=1)
    meant = f" Is it the one that you called {near[0]}?" if near else ""
    return f"There is no function {problem} in your code.{meant}"


def execute(code: str, name: str, variables: dict[str, Any], output: Output) -> dict[str, Any]:
    """Run code; give its last line's value, as a notebook does, or the error."""
    filename = f"<{name}>"
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    streams = sys.stdout, sys.stderr
    sys.stdout = sys.stderr = cast(Any, output)
    try:
        tree = ast.parse(code, filename)
        last = tree.body[-1] if tree.body else None
        if not isinstance(last, ast.Expr):
            exec(compile(tree, filename, "exec"), variables)
            return {}
        tree.body.pop()
        exec(compile(tree, filename, "exec"), variables)
        value = eval(compile(ast.Expression(last.value), filename, "eval"), variables)
        if value is None or code.rstrip().endswith(";"):
            return {}
        variables["_"] = value
        if type(value).__module__ == "attention_lib.check.report":
            return {"report": value.html()}
        text = repr(value)
        return {"value": text[:LONGEST] + (" … (cut)" if len(text) > LONGEST else "")}
    except TooMuch:
        said = f"It printed more than {LONGEST:,} characters and was stopped there."
        return {"error": {"said": said, "trace": ""}}
    except BaseException as error:
        return {"error": {"said": explained(error), "trace": told(error, filename)}}
    finally:
        sys.stdout, sys.stderr = streams


def told(error: BaseException, filename: str) -> str:
    """Return an error as Python shows it, without the lines that are not the reader's."""
    if isinstance(error, SystemExit):
        return ""
    try:
        short = traceback.TracebackException.from_exception(error, limit=-50)
        own = [frame.filename == filename for frame in short.stack]
        first = own.index(True) if True in own else len(own)
        short.stack = traceback.StackSummary.from_list(short.stack[first:])
        return "".join(short.format(chain=False))[-10_000:]
    except BaseException:  # an exception of the reader's own may do anything when it is printed
        return type(error).__name__


def explained(error: BaseException) -> str:
    """Return a sentence for what happens to beginners, or happens differently in a page; else nothing."""
    if isinstance(error, ModuleNotFoundError):
        return (
            f"There is no {error.name} in the page: what runs here is Python with NumPy and the course's own library. "
            "The notebook on your own computer can use everything that is installed there."
        )
    if isinstance(error, EOFError) and "in the page" in str(error):
        return "input() waits for a keyboard, and code in the page has none: write the value into the code instead."
    if isinstance(error, SystemExit):
        return "exit() ends a program. Here there is none to end: what stood before it was run, the rest was not."
    if isinstance(error, MemoryError) or "array is too big" in str(error):  # NumPy's, for more than 2 GB
        return "The memory that a page can have is used up. Look for an array, or a list, much larger than meant."
    if isinstance(error, RecursionError):
        return "A function calls itself without end."
    if isinstance(error, TabError):
        return (
            "Some lines are indented with tabs and others with spaces. Indent all of them with four spaces."
        )
    if isinstance(error, IndentationError):
        return "A line is indented otherwise than the lines around it ask for."
    if isinstance(error, SyntaxError):
        return "Python can't read this, so nothing was run. The mistake is where the arrow points, or shortly before."
    if isinstance(error, NotImplementedError):
        return "This is not written yet: put your code in the place of raise NotImplementedError()."
    if isinstance(error, KeyboardInterrupt):
        return "It was interrupted."
    return ""
