"""Chance that comes out the same in every run with the same seed."""

from random import Random


def chance(seed: int, *what_for: object) -> Random:
    """Random numbers of their own for each purpose, so that one never shifts another's."""
    return Random(f"{seed} {what_for}")  # noqa: S311 - nothing here is a secret
