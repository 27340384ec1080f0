"""Random histories: thousands of courses of events on the real turns, casework and clock, each step held against
what is promised whatever happens. `town.py` is where they play, `machine.py` what can happen, `promises.py` what must
hold, `recount.py` the report counted once more from the audit trail. `make histories` plays 2,000 on each database.
"""
