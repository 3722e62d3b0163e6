"""A step that does not come to what it asks for."""

from safespot_tui.i18n import _


class Unmet(Exception):
    """Says what was expected, and what was there instead.

    `template` is marked with `N_`; it is looked up when it is read, since a tape may be played in
    another language than the one in which its failure is told. So is a value that can be called.
    """

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self._template = template
        self._values = values

    @property
    def sentence(self) -> str:
        """For whoever reads the report."""
        values = {name: each() if callable(each) else each for name, each in self._values.items()}
        return _(self._template).format(**values)
