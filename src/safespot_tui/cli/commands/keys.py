"""`keys`: every action with its keys as they are now."""

import argparse

from safespot_tui.cli.exit import ExitCode
from safespot_tui.i18n import _


def summary() -> str:
    """One line for the help."""
    return _("list everything that can be done on the screen, and the keys for it")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--json", action="store_true", help=_("print one JSON object"))


def run(options: argparse.Namespace) -> int:
    """Print; a star marks what the user changed."""
    from safespot_tui.actions.action import Section
    from safespot_tui.actions.key_words import key_name
    from safespot_tui.actions.keymap import is_chosen
    from safespot_tui.actions.registry import in_section, keys_of, told_key
    from safespot_tui.cli.chosen import chosen_settings
    from safespot_tui.cli.output import print_columns, print_json

    chosen_settings()
    actions = [action for section in Section for action in in_section(section)]
    if options.json:
        print_json(
            {
                "actions": [
                    {
                        "id": action.id,
                        "title": _(action.title),
                        "changed": is_chosen(action),
                        "keys": [
                            {"key": key_name(key), "place": place.value}
                            for place, key in keys_of(action)
                        ],
                    }
                    for action in actions
                ]
            }
        )
        return ExitCode.OK
    print_columns(
        (
            "*" if is_chosen(action) else " ",
            ", ".join(dict.fromkeys(told_key(place, key) for place, key in keys_of(action))) or "–",
            _(action.title),
            action.id,
        )
        for action in actions
    )
    if any(map(is_chosen, actions)):
        print()
        print(_("* changed in your settings"))
    return ExitCode.OK
