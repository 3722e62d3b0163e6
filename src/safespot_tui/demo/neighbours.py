"""Who lives in the neighbourhood."""

from msgspec import Struct

PASSWORD = "vecinos-de-caballito"  # noqa: S105 - of a server that lives as long as the demo
EMAIL_DOMAIN = "barrio.example"


class Neighbour(Struct, frozen=True):
    """One of them. `name` is what the stories call them."""

    name: str
    alias: str

    @property
    def email(self) -> str:
        """What they log in with."""
        return f"{self.name}@{EMAIL_DOMAIN}"


NEIGHBOURS = (
    Neighbour("sofia", "Sofía"),
    Neighbour("marta", "Marta"),
    Neighbour("jorge", "Don Jorge"),
    Neighbour("lucia", "Lucía"),
    Neighbour("nico", "Nico"),
    Neighbour("caro", "Caro"),
    Neighbour("ruben", "Rubén (kiosco)"),
    Neighbour("vale", "Vale"),
    Neighbour("tano", "El Tano"),
    Neighbour("agus", "Agustín"),
    Neighbour("mirta", "Mirta"),
    Neighbour("facu", "Facu"),
)

PERSON = NEIGHBOURS[0]
"""Whom the user of the demo plays; the others may be played by bots."""

# Who is there, too, when the demo has moderators.
COLLEAGUE = Neighbour("ana", "Ana (moderación)")
ADVERTISER = Neighbour("promo", "OfertasYa")
SUSPENDED = Neighbour("brian", "Brian")
"""Nobody plays them: they may not do anything."""

MODERATORS = (PERSON, COLLEAGUE)
QUARREL = ("tano", "ruben")
"""The names of two who cannot let it go."""


def residents(*, moderation: bool) -> tuple[Neighbour, ...]:
    """Everybody there is, the person first."""
    return (*NEIGHBOURS, COLLEAGUE, ADVERTISER, SUSPENDED) if moderation else NEIGHBOURS
