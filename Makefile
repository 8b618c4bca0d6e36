# The front desk of this repository: each word is one script in bin/.

.DEFAULT_GOAL := help
.PHONY: help run test test-long lint fix types bench bench-mail bench-calendars bench-sweep messages shots lock

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run:  ## Start the desk with a demo provider; prints its address and sign-ins
	@bin/run

test:  ## Lint, then all tests on SQLite, then the same on a PostgreSQL of their own
	@bin/test

test-long:  ## The tests that take minutes: kill loops, fuzzing, large tables
	@bin/test-long

lint:  ## Style, layers, types, templates, migrations, docs
	@bin/lint

fix:  ## Format, and mend what the linters can mend
	@bin/fix

types:  ## Types alone
	@bin/types

bench:  ## Measure pages over many tickets
	@bin/bench

bench-mail:  ## Measure how mail is read, beside other libraries, and how fast it is taken in
	@bin/bench-mail

bench-calendars:  ## Measure working time beside other libraries
	@bin/bench-calendars

bench-sweep:  ## Measure how clocks that are due are found among a million
	@bin/bench-sweep

messages:  ## Bring the catalogs of languages in step; list what is to be translated
	@bin/messages

shots:  ## Screenshots of every page, wide and narrow, light and dark, into shots/
	@bin/all-shots

lock:  ## Resolve requirements anew, with hashes
	@bin/lock
