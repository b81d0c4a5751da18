"""Charts drawn by matplotlib: the same data give the same bytes. It is imported when the first chart is drawn."""

import re
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from textwrap import wrap
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.charts.figures import Bar, Dot, Panel
from config import ROOT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

KEPT = 256
"""Charts that a process keeps drawn, of about 15 KB each."""
DOTS = 72
"""Dots of an inch: sizes below are in those of the screen."""
WIDE, NARROW = 880, 328
TEXT = 12
ROOM = (1100, 760)
"""Dots of a chart for a wall."""
FAR, FAR_TEXT = 2.6, 34
"""How much larger marks are on a wall, and the size of its texts."""
LETTERS = 36
"""Letters that fit on a line above a panel, whatever the face."""
FONT = "'Archivo', system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
MARKS = {"exceeded": ("*", 13), "met": ("o", 8), "missed": ("o", 8), "no_data": ("_", 8)}
HATCHES = {"running": "////", "provisional": "//"}

_drawing = Lock()
"""matplotlib is not made for several threads at once."""


@lru_cache
def colours(theme: str) -> dict[str, str]:
    """Return the colours of a theme by their names, from where all styles have them."""
    selector = {"light": ":root", "dark": ':root[data-theme="dark"]'}[theme]
    text = (ROOT / "static" / "css" / "tokens.css").read_text()
    found = re.search(re.escape(selector) + r"\s*\{(.*?)\}", text, re.DOTALL)
    assert found, "the tokens have both themes"
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", found[1]))


@lru_cache(maxsize=KEPT)
def draw(data: tuple[Bar, ...] | tuple[Panel, ...], look: str) -> bytes:
    """Return a chart as SVG: of bars, or of panels."""
    theme, _dash, narrow = look.partition("-")
    width = NARROW if narrow else WIDE
    bars = [one for one in data if isinstance(one, Bar)]
    with _drawing:
        figure = _points(bars, colours(theme), width) if bars else _levels(data, colours(theme), width)
        return _svg(figure)


@lru_cache(maxsize=1)
def _settings() -> dict[str, Any]:
    """Set up matplotlib for this process, once."""
    import matplotlib as mpl

    # Names within the SVG are hashes: with this salt they are the same each time. Texts stay texts: small, and sharp.
    mpl.rcParams.update(
        {"svg.hashsalt": "baton", "svg.fonttype": "none", "font.size": TEXT, "hatch.linewidth": 1.6}
    )
    return {"Date": None, "Creator": None}


def _new(width: int, height: int) -> "Figure":
    _settings()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / DOTS, height / DOTS), dpi=DOTS)
    figure.patch.set_alpha(0)
    return figure


def _svg(figure: "Figure") -> bytes:
    written = BytesIO()
    figure.savefig(written, format="svg", metadata=_settings())
    # Browsers have better faces than the one that matplotlib measured with.
    return re.sub(rb"(font:[^;\"]*?px )[^;\"]+", rb"\g<1>" + FONT.encode(), written.getvalue())


def _points(bars: Sequence[Bar], ink: dict[str, str], width: int) -> "Figure":
    figure = _new(width, 200)
    axes = figure.add_axes((0, 0.14, 1, 0.74))
    _plain(axes, ink)
    places = range(len(bars))
    for place, bar in zip(places, bars, strict=True):
        hatch = HATCHES.get(bar.state)
        axes.bar(place, bar.points, 0.62, color=ink["self"], edgecolor=ink["paper"], hatch=hatch, linewidth=0)
        axes.annotate(
            str(bar.points), (place, bar.points), (0, 4), textcoords="offset points", ha="center", color=ink["ink"],
            fontweight="bold",
        )  # fmt: skip
    axes.axhline(0, color=ink["line-strong"], linewidth=1)
    axes.set_xlim(-0.6, max(len(bars), 6) - 0.4)
    axes.set_ylim(0, max([bar.points for bar in bars] + [1]) * 1.12)
    axes.set_xticks(list(places), [bar.name for bar in bars], color=ink["ink-soft"])
    return figure


def _levels(panels: Sequence[Any], ink: dict[str, str], width: int) -> "Figure":
    columns = 1 if width == NARROW else 3
    rows = -(-len(panels) // columns)
    height = rows * 168
    figure = _new(width, height)
    for number, panel in enumerate(panels):
        row, column = divmod(number, columns)
        left, wide = column / columns, 1 / columns - (0.04 if columns > 1 else 0)
        axes = figure.add_axes((left, 1 - (row * 168 + 136) / height, wide, 84 / height))
        _panel(axes, panel, ink)
    return figure


def _panel(axes: "Axes", panel: Panel, ink: dict[str, str]) -> None:
    _plain(axes, ink)
    for place, dot in enumerate(panel.dots):
        _dot(axes, place, dot, ink)
    highest = max([one for dot in panel.dots for one in (dot.value, dot.target) if one is not None] + [0])
    axes.set_xlim(-0.5, 5.5)
    axes.set_ylim(0, (highest or 1) * 1.3)
    axes.axhline(0, color=ink["line-strong"], linewidth=1)
    axes.set_xticks(
        range(len(panel.dots)), [dot.name for dot in panel.dots], color=ink["ink-soft"], fontsize=11
    )
    title = "\n".join(wrap(panel.name, LETTERS, max_lines=2, placeholder=" …"))
    axes.set_title(title, loc="left", color=ink["ink"], fontsize=TEXT, fontweight="bold", pad=8)


def _dot(axes: "Axes", place: int, dot: Dot, ink: dict[str, str]) -> None:
    if dot.target is not None:
        axes.plot([place - 0.38, place + 0.38], [dot.target] * 2, color=ink["baton"], linewidth=2.5)
    if dot.value is None:
        return
    marker, size = MARKS[dot.attainment]
    colour = ink[dot.attainment]
    face = ink["paper"] if dot.attainment == "missed" else colour
    axes.plot([place] * 2, [0, dot.value], color=ink["line"], linewidth=5, solid_capstyle="butt", zorder=1)
    axes.plot(
        place, dot.value, marker, markersize=size, color=colour, markerfacecolor=face, markeredgewidth=2
    )
    axes.annotate(
        dot.value_words, (place, dot.value), (0, 9), textcoords="offset points", ha="center", fontsize=11,
        color=ink["ink"],
    )  # fmt: skip


@lru_cache(maxsize=KEPT)
def draw_trend(panel: Panel) -> bytes:
    """Return the trend of a level as SVG, for a wall: dark, and large enough for a room."""
    with _drawing:
        return _svg(_trend(panel, colours("dark")))


def _trend(panel: Panel, ink: dict[str, str]) -> "Figure":
    figure = _new(*ROOM)
    axes = figure.add_axes((0.02, 0.12, 0.96, 0.84))
    _plain(axes, ink)
    marks = [(place, dot.value, dot) for place, dot in enumerate(panel.dots) if dot.value is not None]
    places = range(len(panel.dots))
    targets = [float("nan") if dot.target is None else dot.target for dot in panel.dots]
    axes.step(places, targets, where="mid", color=ink["baton"], linewidth=5, linestyle=(0, (3, 1.5)))
    axes.plot([one[0] for one in marks], [one[1] for one in marks], color=ink["ink-soft"], linewidth=5)
    values = [value for _place, value, _dot in marks]
    for number, (place, value, dot) in enumerate(marks):
        _mark(axes, (place, value), dot, ink)
        lowest = value < min(values[max(number - 1, 0) : number] + values[number + 1 : number + 2])
        if (len(panel.dots) - 1 - place) % 2 == 0:
            _value(axes, (place, value), dot, ink, below=lowest)
    bounds = [one for dot in panel.dots for one in (dot.value, dot.target) if one is not None]
    air = (max(bounds) - min(bounds)) * 0.3 or abs(max(bounds)) * 0.2 or 1
    axes.set_ylim(min(bounds) - air, max(bounds) + air)
    axes.set_xlim(-0.6, len(panel.dots) - 0.4)
    names = [dot.name for dot in panel.dots]
    axes.set_xticks(list(places), names, color=ink["ink-soft"], fontsize=FAR_TEXT)
    return figure


def _mark(axes: "Axes", at: tuple[int, float], dot: Dot, ink: dict[str, str]) -> None:
    marker, size = MARKS[dot.attainment]
    colour = ink[dot.attainment]
    face = ink["paper"] if dot.attainment == "missed" else colour
    axes.plot(
        *at, marker, markersize=size * FAR, color=colour, markerfacecolor=face, markeredgewidth=5, zorder=3
    )


def _value(axes: "Axes", at: tuple[int, float], dot: Dot, ink: dict[str, str], *, below: bool) -> None:
    """Write a value beside its mark, where the line does not pass."""
    axes.annotate(
        dot.value_words, at, (0, -24 if below else 24), textcoords="offset points", ha="center",
        va="top" if below else "bottom", fontsize=FAR_TEXT, color=ink["ink"], zorder=4,
    )  # fmt: skip


def _plain(axes: "Axes", ink: dict[str, str]) -> None:
    """Leave of the axes only what says something."""
    axes.patch.set_alpha(0)
    axes.spines[:].set_visible(False)
    axes.set_yticks([])
    axes.tick_params(axis="x", length=0, colors=ink["ink-soft"])
