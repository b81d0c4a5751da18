"""The look: light and dark from the same names, colours that can be read, fonts with their licence."""

import re
from itertools import combinations

import pytest

from tests.source import ROOT

CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
GROUNDS = ("paper", "paper-raised", "paper-sunken", "self-ground")
TEXTS = ("ink", "ink-soft", "baton-ink", "self", "exceeded", "met", "missed", "none")
STATES = ("exceeded", "met", "missed", "none")
# Machado, Oliveira and Fernandes (2009), severity 1.
BLINDNESS = {
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


def block(selector: str) -> dict[str, str]:
    """Return the colours that a block of the tokens sets."""
    found = re.search(re.escape(selector) + r"\s*\{(.*?)\}", TOKENS, re.DOTALL)
    assert found
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", found.group(1)))


THEMES = {"light": block(":root"), "dark": block(':root[data-theme="dark"]')}


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG reckons it."""
    light = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(one), linear(other))]
    return (max(light) + 0.05) / (min(light) + 0.05)


def seen(colour: str, kind: str) -> list[float]:
    return [
        sum(weight * part for weight, part in zip(row, linear(colour), strict=True))
        for row in BLINDNESS[kind]
    ]


def test_dark_has_the_same_names_by_choice_and_by_system() -> None:
    chosen, system = THEMES["dark"], block(':root:not([data-theme="light"])')
    assert chosen == system
    assert set(chosen) == set(THEMES["light"])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_can_be_read(theme: str, ground: str, text: str) -> None:
    colours = THEMES[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_teams_can_be_told_from_the_ground_and_carry_initials(theme: str) -> None:
    colours = THEMES[theme]
    for number in range(12):
        team = colours[f"team-{number}"]
        assert contrast(team, colours["paper"]) >= 3
        assert contrast(colours["on-team"], team) >= 4.5
    assert contrast(colours["baton"], colours["paper"]) >= 3
    assert contrast(colours["line-strong"], colours["paper"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", BLINDNESS)
def test_states_differ_for_colour_blind_eyes(theme: str, kind: str) -> None:
    for one, other in combinations(STATES, 2):
        there, here = seen(THEMES[theme][one], kind), seen(THEMES[theme][other], kind)
        assert max(abs(a - b) for a, b in zip(there, here, strict=True)) > 0.02, (one, other)


def test_fonts_are_here_with_their_licence() -> None:
    for path in re.findall(r'url\("([^"]+)"\)', TOKENS):
        assert (CSS / path).resolve().exists()
    assert "SIL OPEN FONT LICENSE" in (ROOT / "static" / "fonts" / "OFL.txt").read_text().upper()


def test_only_tokens_name_colours() -> None:
    for path in CSS.glob("*.css"):
        if path.name != "tokens.css":
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s])|rgba?\(|hsla?\(", path.read_text()), (
                path.name
            )
