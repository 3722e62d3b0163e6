"""Images on the screen, as well as the terminal can.

::

    content ──▶ picture ──▶ kitty ─────────┐
                        ├──▶ sixel ────────┼──▶ Painted ──▶ PictureView ──▶ terminal
                        └──▶ half-blocks ──┘

A terminal is never given a byte that a stranger sent: what was decoded is encoded anew.
"""
