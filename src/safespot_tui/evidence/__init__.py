"""What was said, taken out so that a change of it can be shown. No I/O."""
