"""Run a notebook to its end, whatever its cells do."""

# mypy: allow-untyped-calls, allow-subclassing-any

from typing import Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from nbgrader.utils import is_grade
from traitlets import Integer

from attention_lib.grading.notes import record

MOST_RESTARTS = 3


class RunCells(Execute):
    """nbgrader's way of running a notebook, which goes on after a cell that never ends or kills the kernel.

    Such a cell gets a sentence for its output. The kernel is started again, the cells above are run again
    without it, and then those below. After three such cells the rest is not run.
    """

    timeout = Integer(60, help="Seconds after which a cell is stopped.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any = None, km: Any = None) -> Any:
        """Run the notebook."""
        self.student = resources["nbgrader"]["student"]
        self.stopped: set[int] = set()
        self.restarts = 0
        self.error_on_timeout = error("CellTimeoutError", still_running(self.timeout))
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> Any:
        """Run one cell."""
        if cell.cell_type != "code":
            return cell, resources
        if self.restarts > MOST_RESTARTS:
            # Without any output, nbgrader would give a test full marks.
            return self.stop(cell, index, "NotRun", NOT_RUN)
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except CellTimeoutError:
            self.stop(cell, index, "CellTimeoutError", still_running(self.timeout))
            self.restart(index)
        except DeadKernelError:
            self.stop(cell, index, "KernelDied", DIED)
            self.restart(index)
        else:
            if any(output.get("ename") == "CellTimeoutError" for output in cell.outputs):
                self.report(cell, index, still_running(self.timeout))
        return cell, resources

    def stop(self, cell: Any, index: int, name: str, sentence: str) -> Any:
        """Put a sentence in the place of what a cell didn't get to."""
        cell.outputs = [output for output in cell.outputs if output.output_type != "execute_result"]
        cell.outputs.append(new_output("error", **error(name, sentence)))
        self.stopped.add(index)
        self.report(cell, index, sentence)
        return cell, self.resources

    def report(self, cell: Any, index: int, sentence: str) -> None:
        """Tell the teacher which cell it was."""
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        where = f"In the cell `{name}`" if name else f"In cell {index + 1}"
        record(self.nb, f"{where}: {sentence}")
        self.log.warning("%s: %s: %s", self.student, where, sentence)

    def restart(self, index: int) -> None:
        """Start the kernel again and bring it to where the notebook was."""
        self.restarts += 1
        if self.restarts > MOST_RESTARTS:
            return
        self.replace_kernel()
        for above, cell in enumerate(self.nb.cells[:index]):
            if cell.cell_type == "code" and not is_grade(cell) and above not in self.stopped:
                try:
                    self.wait_for_reply(self.kc.execute(cell.source, silent=True, stop_on_error=False), cell)
                except DeadKernelError:
                    self.restarts = MOST_RESTARTS + 1
                    return

    async def async_replace_kernel(self) -> None:
        """Start a new kernel in the place of one that is deaf or dead, and connect to it."""
        self.kc.stop_channels()
        await self.km.restart_kernel(now=True)
        await self.async_start_new_kernel_client()

    replace_kernel = run_sync(async_replace_kernel)

    def on_notebook_start(self, **kwargs: Any) -> None:
        """Take the effect from `exit()`: the kernel would end some cells later."""
        self.kc.execute("get_ipython().ask_exit = lambda: None", silent=True)


NOT_RUN = "This cell was not run: too many cells above ended Python."
DIED = (
    "Python itself ended while this cell was running, and took all its variables along. Look for a call that "
    "ends the program, such as os._exit(), or for an array that is far too large."
)


def still_running(timeout: int) -> str:
    """Say that a cell took too long."""
    return f"This cell was still running after {timeout} s and was stopped. Look for a loop that never ends."


def error(name: str, sentence: str) -> dict[str, Any]:
    """Make the parts of an error output that shows one sentence."""
    return {"ename": name, "evalue": sentence, "traceback": [sentence]}
