"""What somebody in a group is, in words."""

from typing import assert_never

from safespot_tui.domain.member import Role
from safespot_tui.i18n import _


def role_words(role: Role) -> str:
    """What somebody with a role is called."""
    match role:
        case Role.OWNER:
            return _("owner")
        case Role.ADMIN:
            return _("admin")
        case Role.MEMBER:
            return _("member")
        case Role.OBSERVER:
            return _("observer")
        case _:
            assert_never(role)


def may_words(role: Role) -> str:
    """What somebody with a role may do that others may not."""
    match role:
        case Role.OWNER:
            return _("everything, also giving roles")
        case Role.ADMIN:
            return _("name, icon, people")
        case Role.MEMBER:
            return _("reading and writing")
        case Role.OBSERVER:
            return _("reading")
        case _:
            assert_never(role)
