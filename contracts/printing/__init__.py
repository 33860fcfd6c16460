"""How does a dossier look on paper? Printed from its bundle, so that both say the same."""

from contracts.printing.pages import print_dossier

__all__ = ["print_dossier"]
