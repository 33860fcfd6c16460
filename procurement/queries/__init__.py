"""What we demand on a day, what we judged and would judge, and who is cleared."""
