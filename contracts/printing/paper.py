"""How are headings, lines and tables put on paper, in whichever script a name is written?"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from fpdf import FPDF, FontFace
from fpdf.enums import TableBordersLayout, TableCellFillMode

FONTS: Final = Path(__file__).parent / "fonts"
LONGEST: Final = 4_000
"""Characters of a paragraph; the whole text is in the bundle."""
MOST_LINES: Final = 40
"""Of one cell: a row that is higher than a page cannot be printed."""

_WIDEST_LETTER: Final = 2.7  # millimetres, of a Chinese one in a table

_BODY: Final = "DejaVu"
_CJK: Final = (
    (0x1100, 0x11FF), (0x2E80, 0x9FFF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)  # fmt: skip
# What the body's font has no letters for, by blocks of Unicode. Loaded only where a text needs it:
# the largest takes a second.
_SCRIPTS: Final[Sequence[tuple[str, Sequence[tuple[int, int]]]]] = (
    ("DroidSansFallback", _CJK),
    ("NotoSansDevanagari-Regular", ((0x0900, 0x097F),)),
    ("NotoSansBengali-Regular", ((0x0980, 0x09FF),)),
    ("NotoSansGurmukhi-Regular", ((0x0A00, 0x0A7F),)),
    ("NotoSansGujarati-Regular", ((0x0A80, 0x0AFF),)),
    ("NotoSansTamil-Regular", ((0x0B80, 0x0BFF),)),
    ("NotoSansTelugu-Regular", ((0x0C00, 0x0C7F),)),
    ("NotoSansKannada-Regular", ((0x0C80, 0x0CFF),)),
    ("NotoSansMalayalam-Regular", ((0x0D00, 0x0D7F),)),
    ("NotoSansSinhala-Regular", ((0x0D80, 0x0DFF),)),
    ("NotoSansThai-Regular", ((0x0E00, 0x0E7F),)),
    ("NotoSansMyanmar-Regular", ((0x1000, 0x109F),)),
    ("NotoSansEthiopic-Regular", ((0x1200, 0x139F),)),
    ("NotoSansKhmer-Regular", ((0x1780, 0x17FF),)),
)
# From Hebrew to Khmer: scripts that run from the right, or whose letters change beside each other.
# Shaping takes twice the time, so pages without any do without.
_JOINED_FROM: Final = 0x0590
_JOINED_TO: Final = 0x1FFF
_GREY: Final = (110, 110, 110)
_PALE: Final = (246, 247, 249)


class Paper(FPDF):
    """A4 pages with the name of the dossier and the hash of its bundle on each.

    :ivar running: what stands at the foot of every page
    """

    def __init__(self, *, title: str, running: str, made_at: datetime, letters: str) -> None:
        super().__init__(format="A4")
        self.running = running
        self.set_title(title)
        self.set_lang("en")
        self.set_creator("Armslength")
        self.set_creation_date(made_at)
        self.set_margins(16, 16)
        self.set_auto_page_break(auto=True, margin=18)
        self.add_font(_BODY, "", FONTS / "DejaVuSans.ttf")
        self.add_font(_BODY, "B", FONTS / "DejaVuSans-Bold.ttf")
        fallbacks = list(_fonts_for(letters))
        for name in fallbacks:
            self.add_font(name, "", FONTS / f"{name}.ttf")
        if fallbacks:
            self.set_fallback_fonts(fallbacks, exact_match=False)
        if any(_JOINED_FROM <= ord(char) <= _JOINED_TO for char in letters):
            self.set_text_shaping(use_shaping_engine=True, direction="ltr")
        self.add_page()

    def footer(self) -> None:
        """Which bundle the page belongs to, and its place."""
        self.set_y(-13)
        self.set_font(_BODY, size=6.5)
        self.set_text_color(*_GREY)
        self.cell(0, 4, self.running, align="L")
        self.cell(0, 4, f"{self.page_no()} / {{nb}}", align="R")
        self.set_text_color(0)

    def headline(self, text: str, below: str) -> None:
        """The title of the dossier, and a line under it."""
        self.set_font(_BODY, "B", 17)
        self.multi_cell(0, 8.5, tidy(text), align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_font(_BODY, size=8.5)
        self.set_text_color(*_GREY)
        self.multi_cell(0, 4.6, tidy(below), align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(0)
        self.ln(3)

    def heading(self, text: str) -> None:
        """A part of the dossier; never alone at the foot of a page."""
        if self.will_page_break(26):
            self.add_page()
        self.ln(3)
        self.set_font(_BODY, "B", 11.5)
        self.multi_cell(0, 6.5, tidy(text), align="L", new_x="LMARGIN", new_y="NEXT")
        self.set_draw_color(190)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(1.8)

    def say(self, text: str) -> None:
        """A paragraph."""
        self.set_font(_BODY, size=8.5)
        self.multi_cell(0, 4.6, tidy(text), align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(1)

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Names and what they are; those without are left out."""
        told = [(name, text) for name, text in pairs if text]
        if told:
            self.sheet(("", ""), told, widths=(28, 72))

    def sheet(
        self, columns: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]
    ) -> None:
        """A table; without names of columns it has no head. An empty one says so."""
        per_line = [self.epw * width / sum(widths) / _WIDEST_LETTER for width in widths]
        told = [
            tuple(_fit(tidy(cell), int(room)) for cell, room in zip(row, per_line, strict=True))
            for row in rows
        ]
        if not told:
            self.say("None.")
            return
        self.set_font(_BODY, size=7.4)
        with self.table(
            col_widths=tuple(widths),
            first_row_as_headings=any(columns),
            headings_style=FontFace(emphasis="BOLD", color=_GREY, size_pt=7),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            cell_fill_color=_PALE,
            cell_fill_mode=TableCellFillMode.NONE if any(columns) else TableCellFillMode.COLUMNS,
            line_height=4,
            padding=(0.8, 1.2),
            text_align="LEFT",
        ) as table:
            if any(columns):
                table.row(columns)
            for row in told:
                table.row(row)
        self.ln(1.5)


def tidy(text: str) -> str:
    """A text without characters that would steer the page, and not longer than a cell bears."""
    plain = "".join(" " if _is_invisible(char) else char for char in text)
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"


def _fit(text: str, per_line: int) -> str:
    """As much of a text as a cell bears whose lines take at least so many letters."""
    kept: list[str] = []
    lines = 0
    for line in text.split("\n"):
        lines += 1 + len(line) // max(per_line, 1)
        if lines > MOST_LINES:
            room = max(MOST_LINES - (lines - len(line) // max(per_line, 1)), 0) * per_line
            return "\n".join([*kept, f"{line[:room]}…"])
        kept.append(line)
    return text


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") and char != "\n"


def _fonts_for(letters: str) -> Iterable[str]:
    points = {ord(char) for char in letters if ord(char) > 0x07FF}
    for name, blocks in _SCRIPTS:
        if any(first <= point <= last for point in points for first, last in blocks):
            yield name
