"""Do both sides owe each other nothing any more?"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from contracts.money import Money, total
from contracts.termination.guards import Refusal, Refused


class LineKind(StrEnum):
    """Owed: the vendor has a claim on us. Paid and credit make it smaller; a credit is the vendor's
    debt to us, such as a prepayment that was not used. A refund is what came back to us.
    """

    OWED = "owed"
    PAID = "paid"
    CREDIT = "credit"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Line:
    """One line; the amount is never negative."""

    kind: LineKind
    amount: Money


@dataclass(frozen=True, slots=True)
class Account:
    """All lines in one currency. `waived` is the balance an approver let go, if one did."""

    currency: str
    lines: tuple[Line, ...] = ()
    waived: Money | None = None

    def total(self, kind: LineKind) -> Money:
        return total((line.amount for line in self.lines if line.kind is kind), self.currency)

    @property
    def balance(self) -> Money:
        """What we still owe; negative, what is still owed to us."""
        claims = self.total(LineKind.OWED) + self.total(LineKind.REFUND)
        return claims - self.total(LineKind.PAID) - self.total(LineKind.CREDIT)

    @property
    def is_balanced(self) -> bool:
        """Whether nothing is owed; a waiver counts for exactly the balance it was given for."""
        return self.balance.amount == 0 or self.balance == self.waived


def refuse_unbalanced(account: Account) -> Refused | None:
    """Accounts are settled when they balance, or when the rest has been let go."""
    if account.is_balanced:
        return None
    balance = account.balance
    whose = "we still owe" if balance.amount > 0 else "the vendor still owes"
    rest = Money(abs(balance.amount), balance.currency)
    why = f"The accounts do not balance: {whose} {rest.words}."
    about = (f"{balance.amount:f}", balance.currency)
    return Refused(Refusal.SETTLEMENT_UNBALANCED, why, about)


def open_account(lines: Iterable[Line], currency: str, waived: Money | None = None) -> Account:
    """The account of these lines.

    :raises MixedCurrencies: once it is added up, if a line is in another currency
    """
    return Account(currency, tuple(lines), waived)
