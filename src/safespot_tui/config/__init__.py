"""What the user has set up: places, profiles, secrets and settings. Light to import."""
