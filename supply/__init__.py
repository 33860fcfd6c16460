"""What do we stand on? Packages, their licences, and whether anything is known against them."""
