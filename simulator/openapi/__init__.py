"""LINE's OpenAPI description, cut down to what the simulator serves."""
