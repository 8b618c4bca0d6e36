"""How each telephone system tells of calls: a function that reads what it posts into `Heard`.

To add one, write a file with `read(said)`, which returns what was heard (nothing for what does not
matter) or raises Unreadable, and name it in `choosing.py`.
"""
