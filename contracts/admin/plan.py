"""How does the plan of a way out look: which step when, after which, and what decides the end?

Numbers for a picture that the server draws; a page with a strict content policy can show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from contracts.models import ExitRehearsal, Termination
from contracts.queries.acts import CARRIED_OUT_IN, steps_of
from contracts.queries.exits import path_of
from contracts.termination import SETTLED, State, StepState

LEFT: Final = 200
RIGHT: Final = 800
TOP: Final = 46
ROW: Final = 36
BAR: Final = 16
_MOST_TICKS: Final = 9


@dataclass(frozen=True, slots=True)
class Planned:
    """A step as the picture needs it."""

    code: str
    role: str
    due_on: date
    rule: str
    depends_on: Sequence[str]
    state: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A day with a name, drawn from top to bottom."""

    on: date
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """From days to places on the picture."""

    first: date
    last: date

    def x(self, day: date) -> float:
        share = (day - self.first).days / max((self.last - self.first).days, 1)
        return round(LEFT + share * (RIGHT - LEFT - 10), 1)

    def ticks(self) -> list[Mapping[str, object]]:
        span = max((self.last - self.first).days, 1)
        step = next(
            (days for days in (1, 2, 7, 14, 28, 91, 182, 365) if span / days <= _MOST_TICKS),
            span // _MOST_TICKS + 1,
        )
        days = (self.first + timedelta(days=ahead) for ahead in range(0, span + 1, step))
        return [{"x": self.x(day), "label": f"{day:%-d %b %Y}"} for day in days]


def draw_termination(found: Termination, on: date) -> SafeString | str:
    """The plan of a termination; a sentence while there is none."""
    rows = list(found.steps.order_by("position"))
    if not rows:
        return "Steps are planned with the approval."
    running = State(found.state) in CARRIED_OUT_IN
    path = path_of(found, steps_of(found), on) if running else None
    steps = [
        Planned(
            code=row.code,
            role=row.role,
            due_on=row.due_on,
            rule=row.rule,
            depends_on=row.depends_on,
            state=row.state,
            overdue=running and row.due_on < on and StepState(row.state) not in SETTLED,
        )
        for row in rows
    ]
    marks = [Mark(found.notice_on, "notice"), Mark(found.effective_on, "end")]
    if running:
        marks.append(Mark(on, "today"))
    legs = [(leg.step.value if leg.step else None, leg.why) for leg in path.legs] if path else []
    return _draw(steps, found.approved_on or found.proposed_on, marks, legs)


def draw_rehearsal(row: ExitRehearsal) -> SafeString | str:
    """The plan a rehearsal made on a copy."""
    plan: Mapping[str, Any] = row.plan
    steps = [
        Planned(
            code=step["code"],
            role=step["role"],
            due_on=date.fromisoformat(step["due_on"]),
            rule=step["rule"],
            depends_on=step["depends_on"],
        )
        for step in plan["steps"]
    ]
    marks = [Mark(row.notice_on, "notice"), Mark(row.effective_on, "end")]
    legs = [(leg["step"], leg["why"]) for leg in plan["critical_path"]]
    return _draw(steps, row.rehearsed_on, marks, legs)


def _draw(
    steps: Sequence[Planned],
    begins_on: date,
    marks: Sequence[Mark],
    legs: Sequence[tuple[str | None, str]],
) -> SafeString:
    days = [begins_on, *(step.due_on for step in steps), *(mark.on for mark in marks)]
    scale = Scale(min(days) - timedelta(days=1), max(days) + timedelta(days=2))
    bars = list(_bars(steps, begins_on, scale, {code for code, _ in legs if code}))
    bottom = TOP + ROW * len(steps)
    return render_to_string(
        "contracts/plan.html",
        {
            "bars": bars,
            "arrows": list(_arrows(bars)),
            "marks": _marks(marks, scale),
            "ticks": scale.ticks(),
            "bottom": bottom,
            "height": bottom + 18,
            "width": RIGHT,
            "left": LEFT,
            "bar_height": BAR,
            "legs": [why for _, why in legs],
        },
    )


def _marks(marks: Sequence[Mark], scale: Scale) -> list[Mapping[str, object]]:
    """Days with a name; those of one day share a line."""
    together: dict[date, list[str]] = {}
    for mark in marks:
        together.setdefault(mark.on, []).append(mark.label)
    return [
        {"x": scale.x(day), "label": ", ".join(labels)} for day, labels in sorted(together.items())
    ]


def _bars(
    steps: Sequence[Planned], begins_on: date, scale: Scale, deciding: set[str]
) -> Iterable[dict[str, Any]]:
    """A bar from when the steps before it are due until it is due itself."""
    due = {step.code: step.due_on for step in steps}
    for place, step in enumerate(steps):
        before = [due[code] for code in step.depends_on if code in due]
        from_on = min(max(before, default=begins_on), step.due_on)
        left = scale.x(from_on)
        right = max(scale.x(step.due_on), left + 6)
        middle = TOP + ROW * place + ROW / 2
        yield {
            "code": step.code,
            "name": step.code.replace("_", " "),
            "role": step.role.replace("_", " "),
            "state": step.state.replace("_", " "),
            "kind": _kind(step),
            "deciding": step.code in deciding,
            "due_on": step.due_on,
            "rule": step.rule,
            "depends_on": step.depends_on,
            "x": left,
            "width": round(right - left, 1),
            "end": right,
            "y": middle - BAR / 2,
            "middle": middle,
        }


def _kind(step: Planned) -> str:
    if step.overdue:
        return "overdue"
    if step.state in ("verified", "waived"):
        return "done"
    return "begun" if step.state in ("in_progress", "submitted", "failed") else "ahead"


def _arrows(bars: Sequence[Mapping[str, Any]]) -> Iterable[Mapping[str, object]]:
    """A line from the end of each step to the beginning of those that wait for it."""
    by_code = {bar["code"]: bar for bar in bars}
    for bar in bars:
        # What a step waits for through another one needs no line of its own.
        through = {far for near in bar["depends_on"] for far in _before(near, by_code)}
        for code in bar["depends_on"]:
            if code in by_code and code not in through:
                before = by_code[code]
                yield {
                    "from_x": before["end"],
                    "from_y": before["middle"],
                    "to_x": bar["x"],
                    "to_y": bar["middle"],
                    "turn": max(before["end"] + 3, bar["x"] - 4),
                    "deciding": before["deciding"] and bar["deciding"],
                }


def _before(code: str, by_code: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """All that a step waits for, near and far."""
    near = by_code[code]["depends_on"] if code in by_code else ()
    return {*near, *(far for each in near for far in _before(each, by_code))}
