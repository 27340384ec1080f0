"""A whole network for a year, played by simulated people through the real code: the bench for rules and deadlines."""
