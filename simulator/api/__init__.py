"""The Messaging API, operation by operation."""
