"""What the machine may find wrong. Anything else that is raised is a mistake of its own."""


class Verdict(AssertionError):
    """A promise was broken."""


class Lost(Verdict):
    """What was painted as typed is nowhere, or is not what was typed."""


class Doubled(Verdict):
    """Something is there, is shown or is told more than once."""


class Invented(Verdict):
    """Something is there that nobody typed, or is shown to whom it was never told."""


class Disordered(Verdict):
    """Rows do not stand as the server says, or as they were typed."""


class Diverged(Verdict):
    """A store or a file does not say what a fresh snapshot says."""


class Miscounted(Verdict):
    """What is unread does not follow from what was read."""


class WentBack(Verdict):
    """What may only grow has become less."""


class RanAhead(Verdict):
    """A cursor claims what is not held."""


class Unapplied(Verdict):
    """A window could not make true what it was told, or ended over it."""


class Restless(Verdict):
    """It never became quiet."""
