"""What can be done with contracts and terminations; every write goes through here.

Locks are taken in one order: facts, vendor, contract, termination, steps, ledger.
"""
