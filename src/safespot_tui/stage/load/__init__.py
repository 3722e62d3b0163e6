"""Many clients at once, and what they measured."""
