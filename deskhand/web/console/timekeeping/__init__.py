"""Pages of time: entries, the week sheet, timers, lists, approval and the closing of months."""
