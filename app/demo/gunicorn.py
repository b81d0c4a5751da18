"""How gunicorn serves the demo: `gunicorn --config python:app.demo.gunicorn wsgi:app`."""

from typing import Any

from app.stop import end_with_parent

workers = 2
threads = 4
worker_class = "gthread"
# A demo that is stopped is stopped at once; nobody's work is lost.
graceful_timeout = 2
# Its place is in the home directory: two demos would meet there, and an empty environment has none.
control_socket_disable = True
loglevel = "warning"


def on_starting(_server: Any) -> None:
    """End with the process that started this one, also if that is killed."""
    end_with_parent()
