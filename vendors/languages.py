"""Is this a language tag of BCP 47, how is it written, and does one answer to another?

RFC 5646 says what a tag is made of; which languages, scripts and regions there are, ISO 639, 15924
and 3166 say. RFC 4647 says how tags are matched.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

import pycountry

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(-(?P<extended>[a-z]{3}(-[a-z]{3}){0,2}))?(-(?P<script>[a-z]{4}))?"
    r"(-(?P<region>[a-z]{2}|[0-9]{3}))?(?P<rest>(-([a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(-[a-wyz0-9](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?)",
    re.ASCII | re.IGNORECASE,
)
_PRIVATE_LANGUAGE = re.compile(r"q[a-t][a-z]", re.ASCII)
_PRIVATE_SCRIPT = re.compile(r"Qa[a-b][a-x]", re.ASCII)
_PRIVATE_REGION = re.compile(r"AA|Q[M-Z]|X[A-Z]|ZZ", re.ASCII)

IN_GENERAL = Fraction(1, 2)
"""What speaking the language in general counts for, where one region's or script's is asked."""


class NotALanguage(ValueError):
    """Says which part of the tag is none."""


def tag(text: str) -> str:
    """A tag as it is usually written: `EN` as `en`, `eng` as `en`, `zh-hant-tw` as `zh-Hant-TW`.

    :raises NotALanguage: if it is no tag, or names a language, script or region that is not there
    """
    found = _TAG.fullmatch(text)
    if found is None:
        raise NotALanguage("it is not made as a tag is")
    parts = [_language(found["language"].lower())]
    parts += [_extended(one) for one in (found["extended"] or "").lower().split("-") if one]
    parts += [_script(found["script"].title())] if found["script"] else []
    parts += [_region(found["region"].upper())] if found["region"] else []
    return "-".join(parts) + found["rest"].lower()


@lru_cache(maxsize=2_000)
def _language(code: str) -> str:
    known = (
        pycountry.languages.get(alpha_2=code)
        if len(code) == 2
        else pycountry.languages.get(alpha_3=code)
    )
    if known is None:
        if _PRIVATE_LANGUAGE.fullmatch(code):
            return code
        raise NotALanguage(f"there is no language {code!r}")
    return str(getattr(known, "alpha_2", code))


def _extended(code: str) -> str:
    if pycountry.languages.get(alpha_3=code) is None:
        raise NotALanguage(f"there is no language {code!r}")
    return code


def _script(code: str) -> str:
    if pycountry.scripts.get(alpha_4=code) is None and not _PRIVATE_SCRIPT.fullmatch(code):
        raise NotALanguage(f"there is no script {code!r}")
    return code


def _region(code: str) -> str:
    if code.isdigit() or _PRIVATE_REGION.fullmatch(code):
        return code
    if pycountry.countries.get(alpha_2=code) is None:
        raise NotALanguage(f"there is no region {code!r}")
    return code


@lru_cache(maxsize=20_000)
def answers(spoken: str, asked: str) -> Fraction:
    """How far a language that is spoken answers to one that is asked for: not, half, or wholly.

    `pt-BR` answers wholly to `pt`; `pt` answers half to `pt-BR`; `pt-PT` does not answer to it.
    """
    mine, theirs = spoken.lower(), asked.lower()
    if mine == theirs or mine.startswith(f"{theirs}-"):
        return Fraction(1)
    return IN_GENERAL if theirs.startswith(f"{mine}-") else Fraction(0)
