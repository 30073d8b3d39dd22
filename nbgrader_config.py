"""How nbgrader runs this course: solutions/ -> exercises/ -> course/.

Every `nbgrader` command that is started in this folder reads this file, and so do
`attention-lib exercises` and `attention-lib grade`.
"""

from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader hands it to this file)
here = Path(__file__).resolve().parent

# SQLite and the exchange create files, never folders; git ignores this one.
(here / "course" / "exchange").mkdir(parents=True, exist_ok=True)

# --- Where things are -------------------------------------------------------------------------

c.CourseDirectory.course_id = "attention"
c.CourseDirectory.root = str(here)  # the same from whichever folder a program loads this file
c.CourseDirectory.source_directory = "solutions"  # what a teacher writes
c.CourseDirectory.release_directory = "exercises"  # what a student gets
c.CourseDirectory.submitted_directory = "course/submitted"
c.CourseDirectory.autograded_directory = "course/autograded"
c.CourseDirectory.feedback_directory = "course/feedback"
# With a timeout, two writers wait for each other.
c.CourseDirectory.db_url = f"sqlite:///{here}/course/gradebook.db?timeout=60"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__"]

# On a shared machine, name a folder there that students can reach.
c.Exchange.root = str(here / "course" / "exchange")
c.Exchange.cache = str(here / "course" / "cache")

# --- Releasing --------------------------------------------------------------------------------

# The marking scheme of a written answer stands in the locked cell that asks the question, where formgrader
# shows it beside the answer. By default nbgrader allows it in task cells only.
c.ClearMarkScheme.enforce_metadata = False

# --- Grading ----------------------------------------------------------------------------------

# `attention-lib grade` takes the same steps with the same settings, but has test cells judged outside of the
# student's process in place of RunCells, of which it takes the timeout.

# A file that isn't a notebook becomes an empty exercise that says so, instead of an error.
c.Autograde.exporter_class = "attention_lib.grading.submission.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    # Instead of DeduplicateIds, after which a copied cell ends the run for everyone.
    "attention_lib.grading.restore.RestoreCells",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    # Instead of Execute, which gives no grade when a cell kills the kernel.
    "attention_lib.grading.execute.RunCells",
    # nbgrader takes a test cell without a result for full marks.
    "attention_lib.grading.score.RequireScore",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.RunCells.timeout = 60  # seconds a cell
c.RunCells.shutdown_kernel = "immediate"  # a student's kernel has nothing to save; a second less each
# Each kernel would warn on the terminal that its connection to this machine itself isn't encrypted.
c.RunCells.extra_arguments = ["--log-level=ERROR"]
