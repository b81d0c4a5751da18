"""Baton at the moment of the bench, for a server."""

import bench.still  # noqa: F401 - its clock stands still
from wsgi import app

__all__ = ["app"]
