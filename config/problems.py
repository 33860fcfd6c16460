"""What does a refusal look like, whoever refuses and through whichever door it is asked?

A `Problem` is raised beside the rule it speaks for and rendered once, as RFC 9457. Its docstring is
the page a client finds under `/problems/<code>`: what it means, and what to do next. Where nothing
more is known of the occurrence, it is also its `detail`.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import ClassVar, Self


class Problem(Exception):
    """A named refusal. Nothing has been written when one is raised out of an operation.

    :cvar status: the HTTP status it is rendered with
    :cvar code: its name in kebab-case, unique in the project
    :cvar title: one short sentence, the same for every occurrence
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "problem"
    title: ClassVar[str] = "Something was refused."
    _registry: ClassVar[dict[str, type[Problem]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            return
        known = Problem._registry.get(cls.code)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"two problems share the code {cls.code}: {known} and {cls}")
        Problem._registry[cls.code] = cls

    def __init__(self, detail: str = "", **facts: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or " ".join(self.meaning().split())
        self.facts = facts

    @classmethod
    def meaning(cls) -> str:
        """What it means and what to do next, in paragraphs: the docstring of its class."""
        return inspect.cleandoc(cls.__doc__ or cls.title)

    @staticmethod
    def registry() -> dict[str, type[Problem]]:
        """Every problem that can be raised, by code."""
        return dict(Problem._registry)


class NotFound(Problem):
    """There is nothing at this address, or the object it names does not exist.

    Check the id and the path; the list endpoints and `/api/docs` say what exists.
    """

    status = 404
    code = "not-found"
    title = "There is nothing here."


class Invalid(Problem):
    """The request could not be read as what this endpoint takes.

    `errors` lists every field that was refused, each with a JSON pointer, a code and a sentence.
    Mend those and send it again; nothing was written.
    """

    status = 400
    code = "invalid"
    title = "The request is not valid."

    @classmethod
    def at(cls, pointer: str, code: str, detail: str) -> Invalid:
        """The refusal of one field: `pointer` is a JSON pointer such as `/statements/0/kind`."""
        return cls(detail, errors=[{"pointer": pointer, "code": code, "detail": detail}])


class Unauthorized(Problem):
    """No valid token or signed-in session came with the request.

    Send `Authorization: Bearer <token>`; an administrator makes one with
    `python manage.py create_token --name NAME --role ROLE`.
    """

    status = 401
    code = "unauthorized"
    title = "Sign in first."


class Forbidden(Problem):
    """The caller is known, but none of their roles may do this. Nothing was changed.

    `needs` lists the roles that may.
    """

    status = 403
    code = "forbidden"
    title = "Your roles do not allow this."


class FourEyes(Problem):
    """Whoever proposed, wrote or submitted something may not also approve, confirm or verify it.

    Ask another person who holds the role. Two tokens of one person are one person.
    """

    status = 403
    code = "four-eyes"
    title = "A second person has to do this."


class MoveNotAllowed(Problem):
    """The object is not in a state from which this act is possible.

    `state` is where it is, `allowed` what can be done from there.
    """

    status = 409
    code = "move-not-allowed"
    title = "Not possible in this state."

    @classmethod
    def from_state(cls, what: str, state: str, act: str, allowed: Iterable[str]) -> Self:
        """`act` was asked of `what` ("a contract"), which is in a state that does not have it."""
        acts = list(allowed)
        possible = f"possible now: {', '.join(acts)}" if acts else "nothing is possible any more"
        detail = f"{act} is not possible for {what} that is {state}; {possible}."
        return cls(detail, state=state, allowed=acts)


class Conflict(Problem):
    """Something with this name exists already, or someone else was faster.

    Read the object again and decide anew.
    """

    status = 409
    code = "conflict"
    title = "This contradicts what is already stored."


class StaleVersion(Problem):
    """The object has changed since the version you saw (`If-Match`).

    Read it again, look at what changed, and send your change with the new `ETag`.
    """

    status = 412
    code = "stale-version"
    title = "The object has changed since you read it."


class PreconditionRequired(Problem):
    """A change of an existing object has to say which version it was made from.

    Send the `ETag` of your last read as `If-Match`.
    """

    status = 428
    code = "precondition-required"
    title = "Say which version you saw."
