"""Who owns and controls whom, as of two clocks: pure reasoning over facts, without a framework."""
