"""What a moderator has the client watch for, and what of it came: rules, and their hits. No I/O."""
