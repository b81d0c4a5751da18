"""Entry point of a WSGI server and of the `flask` command."""

import sys

from app import create_app

SWITCH_MS = 1
"""Milliseconds after which a thread that computes lets others at it; by itself Python says five times as many.

A worker scores and draws in some threads while others answer polls, whose many short steps would each stand behind
that for so long.
"""

sys.setswitchinterval(SWITCH_MS / 1000)
app = create_app()
