"""Cheats: functions that solve nothing, each run for real against the checker, and what happens today.

Those that pass are for the grading work. They pass because the verdict is computed in the student's own
process, where nothing can be kept from the student: the solution, the expected results and the checker
itself are within reach. No check in that process can prevent this; grading moves the verdict out of it,
into a process that gets nothing but the bytes of results. When that judge exists, this table is for it to
refuse. What is refused here is refused by looking at a result as plain numbers, whatever it says of itself,
and by drawing fresh cases.

The first cheat of the table is no cheat there: that a solution may not be imported is for the judge's
sandbox, in which there is none.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass

import pytest


@dataclass(frozen=True)
class Cheat:
    """Source that leaves a function called `cheat`; or, with `cell`, what a notebook's test cell then does."""

    name: str
    passes: bool
    source: str
    problem: str = "dot_product_scores"
    cell: str = ""


SHAPE = "lambda Q, K: np.zeros((*np.broadcast_shapes(Q.shape[:-2], K.shape[:-2]), Q.shape[-2], K.shape[-2]), Q.dtype)"
"""The right shape, and nothing but zeros."""

CHEATS = (
    Cheat(
        "hands on the library's own solution",
        True,
        "from attention_lib.reference import softmax as cheat",
        "softmax",
    ),
    Cheat(
        "derives its layer from the library's own",
        True,
        """
from attention_lib.reference.pytorch import MultiHeadAttention
class cheat(MultiHeadAttention): pass
""",
        "MultiHeadAttention",
    ),
    Cheat(
        "asks the checker's frame for the expected result",
        True,
        """
def cheat(Q, K):
    frame = sys._getframe()
    while "case" not in frame.f_locals or "self" not in frame.f_locals:
        frame = frame.f_back
    me, case = frame.f_locals["self"], frame.f_locals["case"]
    return me.expected(case)[0].astype(Q.dtype)
""",
    ),
    Cheat(
        "finds the exam among the garbage collector's objects",
        True,
        """
def cheat(Q, K):
    for exam in [o for o in gc.get_objects() if type(o) is Exam]:
        for drawn in list(exam._cases.values()):
            for case in drawn:
                if case.inputs["Q"].tobytes() == Q.tobytes() and case.inputs["K"].tobytes() == K.tobytes():
                    return exam.expected(case)[0].astype(Q.dtype)
    return exam.problem.reference(Q, K)  # a case that was made of another
""",
    ),
    Cheat(
        "replaces the comparison",
        True,
        f"cheat = {SHAPE}\nAttempt.is_right = lambda *a, **k: True",
    ),
    Cheat(
        "replaces the comparison, and later, from a thread",
        True,
        f"""
def later():
    while not hasattr(Attempt, "begun"): time.sleep(0.001)
    Attempt.is_right = lambda *a, **k: True
def cheat(Q, K):
    Attempt.begun = True
    time.sleep(0.02)
    return ({SHAPE})(Q, K)
threading.Thread(target=later, daemon=True).start()
""",
    ),
    Cheat(
        "replaces the comparison when a signal comes",
        True,
        f"""
def later(number, frame): Attempt.is_right = lambda *a, **k: True
def cheat(Q, K):
    signal.signal(signal.SIGVTALRM, later)
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.000001)
    ticks = time.process_time() + 0.02  # such a timer rings at the system's own tick
    while time.process_time() < ticks: pass
    return ({SHAPE})(Q, K)
""",
    ),
    Cheat(
        "replaces the comparison when the garbage is collected",
        True,
        f"""
def later(*_): Attempt.is_right = lambda *a, **k: True
def cheat(Q, K):
    gc.callbacks.append(later)
    gc.collect()
    return ({SHAPE})(Q, K)
""",
    ),
    Cheat(
        "replaces the comparison while it traces",
        True,
        f"""
def trace(frame, event, argument):
    Attempt.is_right = lambda *a, **k: True
    return trace
def cheat(Q, K):
    result = ({SHAPE})(Q, K)
    sys.settrace(trace)
    return result
""",
    ),
    Cheat(
        "changes the code inside one of NumPy's functions, which stays the same object",
        True,
        f"""
cheat = {SHAPE}
def all_(a, axis=None, out=None, keepdims=None, *, where=None): return True
np.all._implementation.__code__ = all_.__code__
np.array_equal._implementation.__code__ = (lambda a1, a2, equal_nan=False: True).__code__
""",
    ),
    Cheat(
        "replaces the judges of the criteria, frozen as they are",
        True,
        """
for criterion in PROBLEMS["dot_product_scores"].criteria:
    object.__setattr__(criterion, "judge", lambda attempt: None)
cheat = lambda Q, K: None
""",
    ),
    Cheat(
        "puts a problem of its own in the place of the course's",
        True,
        """
PROBLEMS["dot_product_scores"] = dataclasses.replace(PROBLEMS["dot_product_scores"], criteria=(
    dataclasses.replace(PROBLEMS["dot_product_scores"].criteria[0], points=10, judge=lambda attempt: None),))
cheat = lambda Q, K: None
""",
    ),
    Cheat(
        "has every verdict earn its points",
        True,
        "report.Verdict.earned = property(lambda self: self.points)\ncheat = lambda Q, K: None",
    ),
    Cheat(
        "foretells the seed, and learns the answers by heart",
        True,
        """
secrets.randbits = lambda bits: 7
table = {}
def learn(Q, K):
    answer = PROBLEMS["dot_product_scores"].reference(Q, K)
    table[Q.tobytes(), K.tobytes(), Q.dtype, Q.shape] = answer
    return answer
check(learn, "dot_product_scores")
cheat = lambda Q, K: table[Q.tobytes(), K.tobytes(), Q.dtype, Q.shape].copy()
""",
    ),
    Cheat(
        "calls something of its own check, so that a test cell shows points",
        True,
        "check = lambda function: 10",
        cell="check(None)",
    ),
    Cheat(
        "ends the process as if all were well",
        True,
        "cheat = lambda Q, K: (os.write(1, b'[10, 10, true]'), os._exit(0))",
    ),
    # From here on, what is refused.
    Cheat(
        "learns the answers of another seed by heart",
        False,
        """
table = {}
def learn(Q, K):
    answer = PROBLEMS["dot_product_scores"].reference(Q, K)
    table[Q.tobytes(), K.tobytes(), Q.dtype, Q.shape] = answer
    return answer
check(learn, "dot_product_scores", seed=0)
cheat = lambda Q, K: table[Q.tobytes(), K.tobytes(), Q.dtype, Q.shape].copy()
""",
    ),
    Cheat(
        "returns an array that equals everything",
        False,
        f"""
class Equal(np.ndarray):
    __eq__ = __le__ = __lt__ = lambda self, other: np.ones(self.shape, bool)
    __ne__ = lambda self, other: np.zeros(self.shape, bool)
    __sub__ = __rsub__ = lambda self, other: np.zeros(self.shape)
    __array__ = lambda self, *a, **k: self
    __array_ufunc__ = lambda self, ufunc, *a, **k: np.zeros(self.shape)
    __array_function__ = lambda self, function, *a, **k: True
cheat = lambda Q, K: ({SHAPE})(Q, K).view(Equal)
""",
    ),
    Cheat(
        "returns a number that equals everything",
        False,
        """
class Equal(float):
    __eq__ = __le__ = lambda self, other: True
    __sub__ = __rsub__ = lambda self, other: 0.0
    __array__ = lambda self, *a, **k: np.array(np.nan)
cheat = lambda angle: Equal(1)
""",
        "tie_length",
    ),
    Cheat("returns NaN", False, f"cheat = lambda Q, K: ({SHAPE})(Q, K) * np.nan"),
    Cheat("returns infinities", False, f"cheat = lambda Q, K: ({SHAPE})(Q, K) + np.inf"),
    Cheat("masks all of its result", False, f"cheat = lambda Q, K: np.ma.masked_all_like(({SHAPE})(Q, K))"),
    Cheat(
        "returns a structure in place of numbers",
        False,
        f"cheat = lambda Q, K: ({SHAPE})(Q, K).view([('x', Q.dtype)])",
    ),
    Cheat(
        "replaces np.all while it is called",
        False,
        f"""
def cheat(Q, K):
    np.all = lambda *a, **k: True
    return ({SHAPE})(Q, K)
""",
    ),
    Cheat("has replaced np.all before", False, f"np.all = lambda *a, **k: True\ncheat = {SHAPE}"),
    Cheat("exits with 0", False, "def cheat(Q, K): raise SystemExit(0)"),
    Cheat(
        "returns a result that it sets right later",
        False,
        f"""
given = []
def cheat(Q, K):
    for array, right in given: array[...] = right
    array = ({SHAPE})(Q, K)
    given.append((array, PROBLEMS["dot_product_scores"].reference(Q, K)))
    return array
""",
    ),
)

RUNNER = """
import dataclasses, gc, json, os, secrets, signal, sys, threading, time
import numpy as np
from attention_lib import check
from attention_lib.check import PROBLEMS, criteria, report
from attention_lib.check.attempt import Attempt, Exam

found = {}
for cheat_ in json.load(sys.stdin):
    reader, writer = os.pipe()
    if (child := os.fork()) == 0:
        os.dup2(writer, 1)
        exec(cheat_["source"], globals())
        if cheat_["cell"]:
            answer = [eval(cheat_["cell"]), 10, True]
        else:
            got = check(cheat, cheat_["problem"])
            answer = [got.score, got.max_score, got.passed]
        os.write(1, json.dumps(answer).encode())
        os._exit(0)
    os.close(writer)
    with open(reader) as answers:
        found[cheat_["name"]] = json.loads(answers.read() or "null")
    os.waitpid(child, 0)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found():
    """The points of every cheat, each run in a process of its own."""
    if not hasattr(os, "fork"):
        pytest.skip("this platform can't fork")
    table = json.dumps([asdict(cheat) for cheat in CHEATS])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUNNER],
        input=table,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.name)
def test_what_a_cheat_gains_today(cheat, found):
    assert found[cheat.name] is not None, "the process died without an answer"
    score, most, passed = found[cheat.name]
    assert passed is cheat.passes
    assert (score == most > 0) is cheat.passes
