"""`python -m bench [--size L|S] [--database sqlite|postgresql] [--only NAME …] [--output FILE]`."""

import argparse
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.databases import KINDS, databases
from bench.figures import (
    boards,
    business_time,
    loading,
    pages,
    polls,
    posts,
    ranks,
    rebuild,
    rescore,
    start,
    walls,
)
from bench.results import PAGE, Section, page
from bench.sizes import SIZES, Size
from bench.stage import Stage, say

BY_DATABASE: dict[str, Callable[[Stage], Section]] = {
    "rebuild": rebuild.measure,
    "rescore": rescore.measure,
    "load": loading.measure,
    "polls": polls.measure,
    "boards": boards.measure,
    "pages": pages.measure,
    "ranks": ranks.measure,
    "posts": posts.measure,
    "walls": walls.measure,
    "start": start.measure,
}
NAMES = ("business-time", *BY_DATABASE)


def main(words: Sequence[str] | None = None) -> int:
    """Measure what is asked for and tell it; return 1 if something could not be measured."""
    asked = read(words)
    size, began = SIZES[asked.size], time.monotonic()
    load = os.getloadavg()[0]
    sections, failed = run(size, asked.only or NAMES, asked.database or KINDS)
    told = page(sections, size, time.monotonic() - began, (load, os.getloadavg()[0]))
    everything = asked.size == "L" and not asked.only and not asked.database and not failed
    target = asked.output or (PAGE if everything else None)
    if target:
        target.write_text(told)
        say(f"written to {target}")
    else:
        print(told)
    for name in failed:
        say(f"could not be measured: {name}")
    return 1 if failed else 0


def read(words: Sequence[str] | None) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--size", choices=sorted(SIZES), default="L", help="L takes about 30 minutes, S one")
    parser.add_argument("--database", choices=KINDS, action="append", help="default: both")
    parser.add_argument("--only", choices=NAMES, nargs="+", help="default: all figures")
    parser.add_argument(
        "--output", type=Path, help="default: bench/RESULTS.md if everything was measured at size L"
    )
    return parser.parse_args(words)


def run(size: Size, names: Sequence[str], kinds: Sequence[str]) -> tuple[list[Section], list[str]]:
    """Return the sections of the figures asked for, and the names of those that failed."""
    found: dict[str, Section] = {}
    failed: list[str] = []
    if "business-time" in names:
        found["business-time"] = business_time.measure(size)
    for kind in kinds:
        # One after the other, each in a place of its own: together they would not fit into the cache of the machine.
        with databases() as place:
            stage = Stage(kind, size, place)
            for name in (name for name in BY_DATABASE if name in names):
                try:
                    section = BY_DATABASE[name](stage)
                except Exception:  # what can be measured is, whatever became of the rest
                    traceback.print_exc()
                    failed.append(f"{name} on {kind}")
                    continue
                known = found.setdefault(name, Section(section.title, section.note, []))
                known.findings.extend(section.findings)
    return [found[name] for name in NAMES if name in found], failed


if __name__ == "__main__":
    sys.exit(main())
