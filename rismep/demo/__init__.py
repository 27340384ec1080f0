"""The demo: the whole loop in one process, with phones to try it on and a clock that can be moved."""
