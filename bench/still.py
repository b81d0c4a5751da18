"""Stops the program's clock at the moment of the bench, in the running quarter, for the process that imports it."""

from app import clock
from bench.sizes import NOW

clock.now = lambda: NOW
