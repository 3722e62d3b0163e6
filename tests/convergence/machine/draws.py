"""What Hypothesis draws from: whose windows there are, what they say, and what goes wrong."""

from hypothesis import strategies as st

from tests.convergence.client import Moment
from tests.convergence.network import Fault
from tests.convergence.server import picture

ANA, BETO, CARLA = range(3)
NEIGHBOURHOODS = (
    # Two windows of one account on one machine, and somebody else.
    ((ANA, "ana"), (ANA, "ana"), (BETO, "beto")),
    # One account on two machines, and somebody else.
    ((ANA, "ana-at-home"), (ANA, "ana-on-the-road"), (BETO, "beto")),
    ((ANA, "ana"), (ANA, "ana"), (BETO, "beto"), (CARLA, "carla")),
    ((ANA, "ana-at-home"), (ANA, "ana-on-the-road"), (BETO, "beto"), (CARLA, "carla")),
)

MOMENTS = st.sampled_from(Moment)
WINDOWS = st.integers(0, 3)
PLACES = st.integers(0, 2)
ROWS = st.integers(0, 3)
WORDS = st.sampled_from(("ok", "no", "hola"))
EMOJIS = st.sampled_from(("👍", "🎉"))
PICTURES = st.sampled_from([picture(colour) for colour in ("red", "blue")])
Trouble = Fault | str | tuple[int, Moment] | None
TROUBLES = st.one_of(
    st.none(), st.sampled_from((*Fault, "answers", "stream")), st.tuples(st.integers(1, 3), MOMENTS)
)
"""What befalls the very request of a user: most bugs hide there."""
