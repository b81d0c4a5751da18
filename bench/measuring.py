"""How things are measured: sides in turns, CPU time of processes, and jobs in processes of their own."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 1800
"""Seconds after which a job is given up."""

Turn = Callable[[], float]
"""Does a share of the work and returns what it cost, in microseconds for one call or request."""


def in_turns(sides: Mapping[str, Turn], rounds: int) -> dict[str, list[float]]:
    """Let each side take its turn, `rounds` times, and return what each turn cost."""
    costs: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, turn in sides.items():
            costs[name].append(turn())
    return costs


def ratio(of: list[float], to: list[float]) -> float:
    """Return the median of how many times cheaper `to` was than `of` in the same round."""
    return median(one / other for one, other in zip(of, to, strict=True))


def per_call(work: Callable[[], object], calls: int) -> float:
    """Return the time of one call, in microseconds."""
    started = time.perf_counter_ns()
    for _ in range(calls):
        work()
    return (time.perf_counter_ns() - started) / calls / 1000


def cpu_of(processes: Iterable[int]) -> int:
    """Return the CPU time that the threads of `processes` have used, in nanoseconds."""
    used = 0
    for process in processes:
        for task in Path("/proc", str(process), "task").glob("*/schedstat"):
            used += int(task.read_text().split()[0])
    return used


def memory_of(process: int) -> int:
    """Return the proportional set size of a process in MB: its own memory, and its part of what it shares."""
    for line in Path("/proc", str(process), "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) // 1024
    raise RuntimeError("this kernel does not tell the proportional set size")


def own_peak() -> int:
    """Return the most memory that this process ever held, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise RuntimeError("this kernel does not tell the most memory held")


@dataclass(frozen=True)
class Job:
    """What a job took, in a process of its own: seconds without its start, most memory held in MB, what it returned."""

    seconds: float
    peak: int
    returned: int


def run_job(module: str, *words: str | Path) -> Job:
    """Run a module of the bench that tells what its work took, and return that."""
    command = [sys.executable, "-m", f"bench.{module}", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE)
    return Job(**json.loads(done.stdout.splitlines()[-1]))


def tell(work: Callable[..., int], *words: str) -> None:
    """Do the work of a job and print what it took."""
    started = time.perf_counter()
    returned = work(*words)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "peak": own_peak(), "returned": returned}))
