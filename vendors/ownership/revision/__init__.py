"""What becomes of what we believed of one relationship when somebody says more about it?

Beliefs are versions, each with a period of the world's time; superseded ones are closed in
knowledge and never changed. What proves, what is merely reported and what is disputed are three
layers that stand side by side: a statement that may prove revises all of them, any other only its
own layer, so that no rumour removes what was proved. Within a layer no two live versions of one
slot overlap.
"""

from vendors.ownership.revision.periods import Period
from vendors.ownership.revision.revising import (
    EndsBeforeItBegins,
    NothingToRevise,
    Outranked,
    revise,
)
from vendors.ownership.revision.saying import (
    Carried,
    Ceased,
    Fresh,
    Layer,
    Opening,
    Renewed,
    Revision,
    Saying,
    StatementKind,
    Told,
    Version,
)

__all__ = [
    "Carried",
    "Ceased",
    "EndsBeforeItBegins",
    "Fresh",
    "Layer",
    "NothingToRevise",
    "Opening",
    "Outranked",
    "Period",
    "Renewed",
    "Revision",
    "Saying",
    "StatementKind",
    "Told",
    "Version",
    "revise",
]
