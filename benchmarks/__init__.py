"""What are we compared with? Run side by side, with the answers held against each other."""
