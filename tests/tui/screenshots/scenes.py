"""Everything there is to be seen, one after the other."""

from tests.tui.screenshots import dialog_scenes, letters_scenes, main_scenes, triage_scenes

SCENES = (
    *main_scenes.SCENES,
    *triage_scenes.SCENES,
    *dialog_scenes.SCENES,
    *letters_scenes.SCENES,
)
