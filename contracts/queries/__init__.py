"""What is in the contract file, and what follows from it; nothing here writes."""
