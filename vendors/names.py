"""Which names mean the same, and which only look it?

A name is kept as it was given. Beside it stand a normal form, equal for spellings of one name,
and a
skeleton, equal for names that a reader could take for each other (the idea of UTS #39, with a table
of the letters that matter in company names).
"""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORMS = frozenset(
    [
        "ab",
        "ag",
        "aps",
        "as",
        "asa",
        "bv",
        "bvba",
        "co",
        "company",
        "corp",
        "corporation",
        "doo",
        "eood",
        "gmbh",
        "gk",
        "inc",
        "incorporated",
        "kft",
        "kg",
        "kk",
        "lda",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "mbh",
        "nv",
        "oy",
        "oyj",
        "ooo",
        "ооо",
        "ao",
        "ао",
        "zao",
        "pao",
        "пао",
        "plc",
        "pte",
        "pty",
        "sa",
        "sarl",
        "sas",
        "se",
        "sl",
        "spa",
        "spzoo",
        "srl",
        "sro",
        "ug",
        "ulc",
    ]
)
_LEGAL_WRITINGS = (  # written without blanks
    "株式会社",
    "有限会社",
    "合同会社",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "주식회사",
)
_DROPPED = re.compile(r"[.'’`´\u200c\u200d]")
_SPLITTING = re.compile(r"[\W_]+")

_LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("авекмнорстухіјѕԁһӏԛԝѵ", "abekmhopctyxijsdhlqwv", strict=True)),
        **dict(zip("αβεζηικμνορτυχγ", "abezhikmvoptuxy", strict=True)),
        "0": "o",
        "1": "l",
        "i": "l",
        "ı": "l",
        "ɑ": "a",
        "ł": "l",
        "ø": "o",
    }
)


def normal_name(name: str) -> str:
    """A name for comparison: width, case, punctuation and legal form do not matter."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    for writing in _LEGAL_WRITINGS:
        stripped = plain.removeprefix(writing).removesuffix(writing)
        plain = stripped if stripped.strip() else plain
    words = _SPLITTING.sub(" ", _DROPPED.sub("", plain)).split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    if not words:  # a name of signs only
        return " ".join(plain.split())
    return unicodedata.normalize("NFC", " ".join(words))


def skeleton(name: str) -> str:
    """What is left of a name when letters that look alike are one letter."""
    bare = "".join(
        char
        for char in unicodedata.normalize("NFD", normal_name(name))
        if unicodedata.category(char) != "Mn"
    )
    return bare.translate(_LOOK_ALIKES).translate(str.maketrans("i", "l")).replace("rn", "m")


def searchable(text: str) -> str:
    """A text as searches compare it: width, case and the number of blanks do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
