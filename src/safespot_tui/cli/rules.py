"""The watch rules of the settings, checked and made into rules."""

from collections.abc import Iterator, Mapping, Sequence

from safespot_tui.config.rule_settings import DEFAULT_SECONDS, RuleSettings
from safespot_tui.config.settings import Settings
from safespot_tui.config.settings_file import refused
from safespot_tui.i18n import _
from safespot_tui.watching.matcher import Matcher
from safespot_tui.watching.rule import (
    BadRule,
    Burst,
    By,
    Categories,
    Condition,
    Expression,
    People,
    Rule,
    Silence,
    Words,
)


def chosen_rules(settings: Settings) -> Sequence[Rule]:
    """The user's watch rules. Raises `BadSettings`, which names the line."""
    return [_rule(name, told, settings) for name, told in settings.rules.items()]


def _rule(name: str, told: RuleSettings, settings: Settings) -> Rule:
    where = ("rules", name)
    if not name.strip():
        raise refused(where, _("a rule needs a name."))
    conditions = dict(_conditions(told))
    if not conditions:
        raise refused(where, _("one of {names} is expected.").format(names=", ".join(_CONDITIONS)))
    key, *others = conditions
    if others:
        problem = _("a rule is about one thing, and this one has “{key}” already.")
        raise refused((*where, others[0]), problem.format(key=key))
    for lonely in ("within", "by"):
        if getattr(told, lonely) is not None and told.burst is None:
            raise refused((*where, lonely), _("this is about a “burst”, and there is none."))
    if told.folder and told.folder not in (parts := _parts(settings.folders)):
        problem = _("there is no such part of the inbox; there are {names}.")
        raise refused((*where, "folder"), problem.format(names=", ".join(parts)))
    rule = Rule(name, conditions[key], told.folder, told.conversations, told.notify)
    try:
        Matcher([rule])
    except BadRule as error:
        raise refused((*where, key), str(error)) from None
    return rule


_CONDITIONS = ("words", "pattern", "people", "categories", "silence", "burst")


def _conditions(told: RuleSettings) -> Iterator[tuple[str, Condition]]:
    """What a rule is about: each of the settings that says so."""
    if told.words:
        yield "words", Words(told.words)
    if told.pattern:
        yield "pattern", Expression(told.pattern)
    if told.people:
        yield "people", People(told.people)
    if told.categories:
        yield "categories", Categories(told.categories)
    if told.silence is not None:
        yield "silence", Silence(told.silence)
    if told.burst is not None:
        by = By(told.by or By.CONVERSATION)
        yield "burst", Burst(told.burst, told.within or DEFAULT_SECONDS, by)


def _parts(folders: Mapping[str, str]) -> Sequence[str]:
    from safespot_tui.actions.filters import InboxFilter

    return [*InboxFilter, *folders]
