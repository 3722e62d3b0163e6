"""What a user can do, named once: keys, palette, help and docs are all made from the registry."""
