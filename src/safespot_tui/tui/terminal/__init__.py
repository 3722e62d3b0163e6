"""What goes to the terminal: only what differs from what it shows.

::

    strips ──▶ wanted ─┐
                       ├──▶ difference ──▶ driver ──▶ terminal
               shown  ─┘     (moved lines are scrolled by the terminal, the rest is rewritten)

The toolkit says what a frame looks like; how the terminal is brought there is decided here alone.
"""
