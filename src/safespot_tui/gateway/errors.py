"""What can go wrong between here and a server.

::

    GatewayError
    ├── Unreachable        no answer: it is not known whether the server did it; try again
    ├── Busy               the server asks to wait (429, 503)
    ├── ServerFault        the server failed (5xx); try again
    ├── NotLoggedIn        the token is not good (any more)
    ├── Withheld           silent mode: it was not asked for, since others would be told
    ├── Rejected           the server refuses, and would again (4xx)
    │   └── Hindered       … as long as the user is suspended, muted, …
    └── NotUnderstood      the answer is not what the contract says

`str()` of each is a sentence for the user, already safe to show.
"""

from safespot_tui.domain.hindrance import Hindrance, HindranceKind
from safespot_tui.domain.text import SafeText
from safespot_tui.i18n import _


class GatewayError(Exception):
    """Base of all that a gateway raises."""

    @property
    def reason(self) -> SafeText:
        """The sentence for the user."""
        return SafeText(str(self))


class Unreachable(GatewayError):
    """No answer came: it is not known whether the server did what was asked."""


class Busy(GatewayError):
    """The server asks to wait `retry_after` seconds."""

    def __init__(self, reason: SafeText, retry_after: float) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class ServerFault(GatewayError):
    """The server failed; the same request may succeed later."""


class NotLoggedIn(GatewayError):
    """The server does not know the token, or not any more."""


class Withheld(GatewayError):
    """It was not asked for: in silent mode, others would be told of it."""


class Rejected(GatewayError):
    """The server refuses and would refuse again. `code` is the server's word for why."""

    def __init__(self, reason: SafeText, code: str, status: int) -> None:
        super().__init__(reason)
        self.code = code
        self.status = status


class Hindered(Rejected):
    """Moderators have put something in the user's way; what they gave as its reason goes along."""

    def __init__(self, reason: SafeText, hindrance: Hindrance, status: int) -> None:
        super().__init__(reason, hindrance.kind, status)
        self.hindrance = hindrance

    @property
    def suspends(self) -> bool:
        """Whether nothing else would be answered either."""
        return self.hindrance.kind is HindranceKind.SUSPENDED


class NotUnderstood(GatewayError):
    """The answer does not have the shape that the contract gives it."""


def not_offered() -> Rejected:
    """What a gateway says when it is asked for what its `capabilities` do not name."""
    return Rejected(SafeText(_("This server cannot do that.")), code="not_offered", status=501)
