"""How requests about vendors are read, and how answers are written."""
