"""A run in which everything came of a tape that can come of one."""

from datetime import UTC, datetime, timedelta

from safespot_tui.instruments.trace.finding import Fault, Finding
from safespot_tui.stage.report.outcome import (
    Failed,
    Passed,
    Run,
    Screen,
    Skipped,
    Step,
    StepStatus,
    TapeOutcome,
    Unreadable,
    Witness,
)
from safespot_tui.store.difference import Difference, Thing

STARTED = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
HOSTILE = "</pre><script>alert('gotcha')</script>]]>&\x00\x1b[31m\u202e"
"""What a stranger may have written, and what is then on a screen."""

SOURCE = """\
# Beto reads what Ana writes.
As Ana
Do conversation.new
Type "hola"
Screenshot typed
Enter
Expect /leído/
Type "chau"
"""

SVG = """\
<svg class="rich-terminal" xmlns="http://www.w3.org/2000/svg"
 viewBox="0 0 9 9"><text>hola</text></svg>
"""

STEPS = (
    Step(2, "As Ana", client="Ana", seconds=0.31),
    Step(3, "Do conversation.new", client="Ana", seconds=0.02),
    Step(4, 'Type "hola"', client="Ana", seconds=0.04),
    Step(
        5,
        "Screenshot typed",
        client="Ana",
        screens=(Screen("Ana", "typed", "┃ hola", SVG),),
    ),
    Step(6, "Enter", client="Ana", seconds=0.01),
    Step(
        7,
        "Expect /leído/",
        StepStatus.FAILED,
        10.0,
        "Ana",
        (
            Screen("Ana", "line 7", f"Beto\n  hola ✓\n{HOSTILE}", SVG),
            Screen("Beto", "line 7", "Ana\n  hola", SVG),
        ),
    ),
    Step(8, 'Type "chau"', StepStatus.NOT_REACHED, client="Ana"),
)

FAILED = TapeOutcome(
    "tapes/read.tape",
    Failed(
        "Within 10 s nothing on Ana's screen matched /leído/.",
        (
            Witness(
                "Ana",
                ("12.004  POST /api/chat/messages 201", "12.130  message-created e.7"),
                (Difference(Thing.MESSAGE, "m-1", "content", "hola", HOSTILE),),
                (Finding(Fault.NO_ECHO, "hola", "e.7 is the newest of Ana's stream"),),
            ),
            Witness("Beto", undetermined="The server does not answer."),
        ),
    ),
    seconds=10.44,
    source=SOURCE,
    steps=STEPS,
)

RUN = Run(
    server="http://127.0.0.1:8765",
    started=STARTED,
    ended=STARTED + timedelta(seconds=12.5),
    tapes=(
        TapeOutcome(
            "tapes/hello.tape",
            Passed(),
            seconds=1.2,
            source='As Ana\nType "hola"\n',
            steps=(Step(1, "As Ana", client="Ana"), Step(2, 'Type "hola"', client="Ana")),
        ),
        FAILED,
        TapeOutcome("tapes/moderators.tape", Skipped("This server has no moderators.")),
        TapeOutcome(
            "tapes/typo.tape", Unreadable("“Tpye” is no step.", 3), source="\n\nTpye hola\n"
        ),
    ),
    shuffle_seed=7,
)
