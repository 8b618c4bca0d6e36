"""What work costs: units for appointments, rounding, bands, and the lines of a time entry.

All numbers are whole: seconds, minor units of money, rates in minor units per hour.
"""
