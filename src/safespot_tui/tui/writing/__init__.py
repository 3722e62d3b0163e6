"""What helps while a message is written: completion, emoji, an editor of one's own."""
