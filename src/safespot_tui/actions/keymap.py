"""Which keys the actions have now: their own, or those that the user gave them."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from safespot_tui.actions.action import Action, Place, Section
from safespot_tui.actions.key_words import BadKey, counts_anywhere, key_name, parse_key
from safespot_tui.i18n import _

Keys = Mapping[Place, tuple[str, ...]]
"""The keys of one action, as Textual names them."""

Bound = tuple[Action, Place, str]

EVERYWHERE = frozenset({Place.ANYWHERE, Place.UNCLAIMED})
"""A key of these places counts in all the others, too."""

_chosen: Mapping[str, Keys] = {}


class BadKeymap(Exception):
    """What the user wants cannot be. `str()` is a sentence that says what is expected."""

    def __init__(self, action_id: str, reason: str) -> None:
        super().__init__(reason)
        self.action_id = action_id


def install(chosen: Mapping[str, Keys]) -> None:
    """From here on these actions have these keys; all the others have their own."""
    global _chosen
    _chosen = chosen


def chosen() -> Mapping[str, Keys]:
    """What was installed."""
    return _chosen


def keys_now(action: Action) -> Keys:
    """The keys of an action, place by place."""
    return _chosen.get(action.id, action.keys)


def is_chosen(action: Action) -> bool:
    """Whether the user gave the action other keys than its own."""
    return action.id in _chosen


def chosen_keys(
    wanted: Mapping[str, str | Sequence[str]], actions: Mapping[str, Action]
) -> Mapping[str, Keys]:
    """What `install` takes, from keys in the user's words. Raises `BadKeymap`."""
    chosen: dict[str, Keys] = {}
    for action_id, words in wanted.items():
        action = actions.get(action_id)
        if action is None:
            raise BadKeymap(action_id, _unknown(action_id, actions))
        listed = [words] if isinstance(words, str) else words
        try:
            chosen[action_id] = _placed(action, [parse_key(each) for each in listed if each])
        except BadKey as error:
            raise BadKeymap(action_id, str(error)) from None
    _refuse_conflicts(chosen, actions)
    return chosen


def conflicts(bound: Iterable[Bound]) -> Sequence[tuple[str, Action, Action]]:
    """Keys that would do two things in one place, each with both."""
    by_key: dict[str, list[tuple[Action, Place]]] = {}
    for action, place, key in bound:
        by_key.setdefault(key, []).append((action, place))
    return [
        (key, one, other)
        for key, held in by_key.items()
        for (one, here), (other, there) in combinations(held, 2)
        if here is there or {here, there} & EVERYWHERE
    ]


def _refuse_conflicts(chosen: Mapping[str, Keys], actions: Mapping[str, Action]) -> None:
    bound = [
        (action, place, key)
        for action in actions.values()
        for place, keys in chosen.get(action.id, action.keys).items()
        for key in keys
    ]
    for key, one, other in conflicts(bound):
        mine, theirs = (one, other) if one.id in chosen else (other, one)
        raise BadKeymap(
            mine.id,
            _(
                "“{key}” is the key of “{title}” ({id}); give that another one, or none with “”."
            ).format(key=key_name(key), title=_(theirs.title), id=theirs.id),
        )


def _placed(action: Action, keys: Sequence[str]) -> Keys:
    """Where each key counts: what could be text only where nobody is writing."""
    lists = tuple(place for place in action.keys if place not in EVERYWHERE)
    if not lists:
        lists = {
            Section.INBOX: (Place.INBOX,),
            Section.CONVERSATION: (Place.INBOX,),
            Section.MESSAGE: (Place.MESSAGE,),
            Section.TRIAGE: (Place.TRIAGE,),
            Section.APP: (Place.INBOX, Place.MESSAGE),
            Section.STAGE: (Place.INBOX, Place.MESSAGE),
        }[action.section]
    places: dict[Place, tuple[str, ...]] = {}
    for key in dict.fromkeys(keys):
        if key == "escape" or (Place.UNCLAIMED in action.keys and counts_anywhere(key)):
            where: tuple[Place, ...] = (Place.UNCLAIMED,)
        else:
            where = (Place.ANYWHERE,) if counts_anywhere(key) else lists
        for place in where:
            places[place] = (*places.get(place, ()), key)
    return places


def _unknown(action_id: str, actions: Mapping[str, Action]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(action_id, actions, n=1, cutoff=0.5)
    sentence = _("there is no action “{id}”; “safespot-tui keys” lists all.").format(id=action_id)
    question = _("Did you mean “{id}”?")
    return f"{sentence} {question.format(id=near[0])}" if near else sentence
