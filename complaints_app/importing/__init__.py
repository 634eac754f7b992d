"""Complaints of another system, from CSV or a workbook, at their true times: `bring_in` reads one file."""

from complaints_app.importing.faults import BadFile, BadMapping, Fault
from complaints_app.importing.mapping import Mapping, read_mapping
from complaints_app.importing.run import Counts, bring_in

__all__ = ["BadFile", "BadMapping", "Counts", "Fault", "Mapping", "bring_in", "read_mapping"]
