"""The messenger in lines, for screen readers, braille displays, dumb terminals and slow links."""
