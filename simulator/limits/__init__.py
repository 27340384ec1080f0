"""The limits that the description does not state (LINE's reference does)."""
