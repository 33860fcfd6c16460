"""Everything that a decision rests on, in one bundle that can be checked without us."""

from contracts.queries.dossiers.making import assessment_dossier, termination_dossier

__all__ = ["assessment_dossier", "termination_dossier"]
