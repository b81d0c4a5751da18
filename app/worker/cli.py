"""The command that runs the worker. Exit code 0: told to end."""

import click
from flask import current_app

from app.database import needs_database
from app.logs import log
from app.stop import Stop, end_with_parent
from app.worker import judging, posting


@click.command("worker")
@click.option("--with-parent", is_flag=True, help="End when the process that started it ends.")
@needs_database
def worker(with_parent: bool) -> None:
    """Score what arrives, and what time decides, within a second, and send messages, until told to end.

    Several may run at once: one scores at a time. If none runs, scores wait for the next load or for flask score.
    """
    if with_parent:
        end_with_parent()
    stop = Stop()
    log.info("worker", state="started")
    thread = posting.start(current_app._get_current_object(), lambda: stop.asked)  # type: ignore[attr-defined]
    try:
        judging.run(lambda: stop.asked)
    finally:
        stop.asked = True  # whatever ended the one ends the other
        thread.join()
    log.info("worker", state="ended")
