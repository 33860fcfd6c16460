"""What we signed, which rights it gives us, and how we leave with proof."""
