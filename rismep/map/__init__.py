"""Pictures of the dialog and of the moves of a case, drawn from the very tables and functions that run."""
