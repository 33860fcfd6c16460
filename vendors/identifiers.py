"""Is this a possible number of that register, and how is it written?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stdnum import bic, isin, lei
from stdnum.au import abn, acn
from stdnum.be import vat as be_vat
from stdnum.ch import uid
from stdnum.dk import cvr
from stdnum.eu import vat
from stdnum.exceptions import ValidationError
from stdnum.fi import ytunnus
from stdnum.fr import siren, siret
from stdnum.jp import cn
from stdnum.no import orgnr as no_orgnr
from stdnum.se import orgnr as se_orgnr
from stdnum.us import ein

MAX_VALUE = 100
_SCHEME = re.compile(r"[A-Z0-9][A-Z0-9_-]{0,39}", re.ASCII)
_LEI = re.compile(r"[A-Z0-9]{18}[0-9]{2}", re.ASCII)
_GB_COH = re.compile(r"([A-Z]{2}|[0-9]{2})[0-9]{6}|R[0-9]{7}", re.ASCII)


class BadIdentifier(ValueError):
    """No register of this scheme gives such a number."""


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A scheme and a value, both tidy: two equal ones mean the same entry of a register."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


def read(scheme: str, value: str) -> Number:
    """A number as its register writes it, with its check digits verified where it has any.

    :raises BadIdentifier: if the scheme is no code or the value cannot be one of its numbers
    """
    code = scheme.strip().upper()
    if not _SCHEME.fullmatch(code):
        raise BadIdentifier("A scheme is a short code such as LEI or GB-COH.")
    text = " ".join(value.split())
    if not 0 < len(text) <= MAX_VALUE:
        raise BadIdentifier(f"A value has 1 to {MAX_VALUE} characters.")
    check = _SCHEMES.get(code)
    try:
        return Number(code, check(text) if check else text)
    except ValidationError as error:
        raise BadIdentifier(f"This is no number of {code}: {error}") from None


def parse(text: str) -> Number:
    """A number written as one text, such as `LEI:...`.

    :raises BadIdentifier: if it is not one
    """
    scheme, colon, value = text.partition(":")
    if not colon:
        raise BadIdentifier("Write the scheme, a colon and the value, such as LEI:...")
    return read(scheme, value)


def _lei(value: str) -> str:
    number: str = lei.validate(value)
    if not _LEI.fullmatch(number):
        raise BadIdentifier("An LEI has twenty letters and digits.")
    return number


def _companies_house(value: str) -> str:
    number = value.upper().replace(" ", "")
    number = number.zfill(8) if number.isdigit() else number
    if not _GB_COH.fullmatch(number):
        raise BadIdentifier("A number of Companies House has eight characters.")
    return number


def _digits(name: str, longest: int, *, shortest: int = 1) -> Callable[[str], str]:
    def check(value: str) -> str:
        number = re.sub(r"[ .-]", "", value)
        if not re.fullmatch(rf"[0-9]{{{shortest},{longest}}}", number, re.ASCII):
            raise BadIdentifier(f"A {name} has {shortest} to {longest} digits.")
        return number.zfill(longest)

    return check


# Codes of org-id.guide where it has one; what is not listed here is taken as it is written.
_SCHEMES: Mapping[str, Callable[[str], str]] = {
    "LEI": _lei,
    "ISIN": isin.validate,
    "BIC": bic.validate,
    "VAT": vat.validate,
    "DUNS": _digits("DUNS number", 9, shortest=9),
    "GB-COH": _companies_house,
    "US-CIK": _digits("CIK", 10),
    "US-EIN": ein.validate,
    "FR-SIREN": siren.validate,
    "FR-SIRET": siret.validate,
    "AU-ABN": abn.validate,
    "AU-ACN": acn.validate,
    "BE-BCE_KBO": be_vat.validate,
    "CH-UID": uid.validate,
    "DK-CVR": cvr.validate,
    "FI-PRO": ytunnus.validate,
    "JP-JCN": cn.validate,
    "NO-BRC": no_orgnr.validate,
    "SE-BLV": se_orgnr.validate,
}
