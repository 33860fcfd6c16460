"""How is the story shown? Short scenes, tables where people compare, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table

_COLOUR = {
    "clear": "green",
    "insufficient": "yellow",
    "possible": "dark_orange",
    "conflict": "red",
    "fired": "green",
    "not_fired": "red",
    "undetermined": "yellow",
}


class Teller:
    """Prints to a terminal, or plainly to a file."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, width=110)
        self._scene = 0

    def title(self, text: str, subtitle: str) -> None:
        self.console.print(Panel(f"[bold]{text}[/bold]\n{subtitle}", expand=False))

    def scene(self, text: str) -> None:
        """The next thing that happens."""
        self._scene += 1
        self.console.print(f"\n[bold cyan]{self._scene}. {text}[/bold cyan]")

    def say(self, text: str) -> None:
        self.console.print(f"   {text}")

    def verdict(self, neutrality: Mapping[str, Any]) -> None:
        """A vendor's present verdict, in one line."""
        pending = "  (recheck pending)" if neutrality.get("recheck_pending") else ""
        self.say(f"verdict: {coloured(neutrality['state'])} at {neutrality['level']}{pending}")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        table = Table(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
        for row in rows:
            table.add_row(*(coloured(cell) for cell in row))
        self.console.print(Padding(table, (0, 0, 0, 3)))


def coloured(text: str) -> str:
    """A code of ours in its colour; anything else as it is."""
    colour = _COLOUR.get(text)
    return f"[{colour}]{text}[/{colour}]" if colour else text


def percent(finding: Mapping[str, Any]) -> str:
    """The bounds of a finding as people write them."""
    low, high = finding.get("min"), finding.get("max")
    if low is None:
        return ""
    return f"{low:g} %" if low == high else f"{low:g} to {high:g} %"
