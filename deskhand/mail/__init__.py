"""The post office: listen, fetch, keep, post, and mark what bounced.

It knows letters, not tickets. Every door writes one fsynced spool file before it
acknowledges; the work process takes the spool in. Outgoing letters are rows written in the
story's transaction and posted by a job.
"""
