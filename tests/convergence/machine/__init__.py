"""What people, windows, networks, servers and clocks may do, in any order."""

from tests.convergence.machine.conversations import Conversations
from tests.convergence.machine.draws import ANA, BETO, CARLA
from tests.convergence.machine.marks import Marks
from tests.convergence.machine.network import Network
from tests.convergence.machine.windows import Windows
from tests.convergence.machine.world import World

__all__ = ["ANA", "BETO", "CARLA", "Convergence", "WithALargeGroup", "WithALog"]


class Convergence(Conversations, Marks, Network, Windows, World):
    """One example: anything, anywhere, in any order; then all is well, and all must agree."""


class WithALog(Convergence):
    """The same, where the group of all three has a log of its own, from its next message on."""

    log_above = 2


class WithALargeGroup(WithALog):
    """There, nobody is told how far the others have read."""

    large_above = 2
