"""nbgrader's own formgrader on a class that `attention-lib grade` graded: a teacher marks what is marked by hand."""

import re
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from attention_lib.grading import sandbox

pytestmark = [
    pytest.mark.filterwarnings("ignore"),  # nbgrader's own
    pytest.mark.skipif(bool(sandbox.missing()), reason="; ".join(sandbox.missing())),
]
A = "01-scores"
ATTACK = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script> So says eve."


@contextmanager
def formgrader(course):
    """Serve formgrader as a teacher starts it, on a port that is free; yield its address with the token."""
    command = [
        sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", "--ServerApp.port=0",
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=secret",
        "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}",
    ]  # fmt: skip
    log = course.folder / "server.log"
    with (
        log.open("w") as output,
        subprocess.Popen(
            command, cwd=course.folder, env=course.environment(), stdout=output, stderr=output
        ) as server,
    ):
        try:
            until, found = time.monotonic() + 120, None
            while not found and time.monotonic() < until and server.poll() is None:
                time.sleep(0.2)
                found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
            assert found, log.read_text()
            yield found[0]
        finally:
            server.kill()


def test_a_teacher_marks_by_hand_and_the_page_says_so(new_course, browser):
    course = new_course("formgrader")
    course.run("nbgrader", "generate_assignment", "--force", A)
    course.submit("ada", course.solution())
    hostile = course.solved()
    marks = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in hostile.cells]
    hostile.cells[marks.index("scores-why-answer")].source = ATTACK
    course.submit("eve", hostile)
    course.run("attention-lib", "grade", A)
    with course.gradebook() as gradebook:
        before = {s: gradebook.find_submission_notebook(A, A, s).score for s in ("ada", "eve")}
        pages = {s: gradebook.find_submission_notebook(A, A, s).id for s in ("ada", "eve")}
    assert before == {"ada": 16, "eve": 10}

    with formgrader(course) as address:
        context = browser.new_context()
        # The formulas of formgrader's own page come from another host; here nobody else is asked.
        context.route(re.compile(rf"^(?!{re.escape(address)}|data:)"), lambda route: route.abort())
        page = context.new_page()
        page.goto(f"{address}/formgrader?token=secret")  # the token becomes a cookie
        page.goto(f"{address}/formgrader/gradebook/{A}/{A}")
        page.get_by_text("Submission #2").wait_for(timeout=60_000)
        assert page.get_by_text("16 / 20").count() == 1
        page.goto(f"{address}/formgrader/submissions/{pages['eve']}/")
        page.get_by_text("So says eve.").wait_for(timeout=60_000)
        page.wait_for_load_state("networkidle")
        assert page.title() != "pwned"
        page.goto(f"{address}/formgrader/submissions/{pages['ada']}/")
        points, comment = page.locator("#scores-why-answer"), page.locator("#scores-why-answer-comment")
        points.wait_for(timeout=60_000)
        with page.expect_response(lambda r: "/api/grade/" in r.url and r.request.method == "PUT"):
            points.fill("3.5")
            points.press("Tab")
        with page.expect_response(lambda r: "/api/comment/" in r.url and r.request.method == "PUT"):
            comment.fill("Two of three points are well made.")
            comment.press("Tab")
        context.close()

    course.run("attention-lib", "grade", A)
    with course.gradebook() as gradebook:
        assert gradebook.find_submission_notebook(A, A, "ada").score == 19.5
        assert not gradebook.find_submission_notebook(A, A, "ada").needs_manual_grade
    assert "Two of three points are well made." in course.feedback("ada")
    assert "(Score: 19.5 / 20.0)" in course.feedback("ada")
