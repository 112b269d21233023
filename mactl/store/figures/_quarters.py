"""Quarters of an hour, by which instants are counted: every zone's hours and days begin on one."""

from mactl.clock import MINUTE

QUARTER = 15 * MINUTE
