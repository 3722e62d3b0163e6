"""What is wrong with a tape, as it is written."""

from collections.abc import Sequence

from msgspec import Struct


class Problem(Struct, frozen=True):
    """One thing, where it is, and what to do about it."""

    line: int
    """From 1."""
    sentence: str

    def at(self, file: str) -> str:
        """With its place before it, as editors know it."""
        return f"{file}:{self.line}: {self.sentence}"


class BadStep(Exception):
    """A line says nothing that can be done. `str()` is a sentence for the user."""


class BadTape(Exception):
    """It cannot be played."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(problem.at(file) for problem in problems))
        self.file = file
        self.problems = tuple(problems)
