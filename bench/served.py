"""Baton at the moment of the bench, for a server."""

import bench.still  # noqa: F401 - its clock stands still
from app import create_app

app = create_app()
