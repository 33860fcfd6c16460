"""The endpoints of contracts: each asks, calls one operation or query, and shows."""
