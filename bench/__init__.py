"""What is measured, and how: many believable tickets, and the pages over them.

`generate` fills a desk; `measure` opens its pages and asks the database for its plans.
"""
