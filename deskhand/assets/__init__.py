"""What the firm looks after for its clients and hands out to them: products of software and their
releases, with notes and files.

A release is drafted, published and, where it has to be, withdrawn; what was published never
changes. Who is entitled to it is not known here.
"""
