"""What was said, in figures. No I/O."""
