"""The settings of a desk whose jobs are taken over soon after their worker was killed."""

from deskhand.config.settings import *  # noqa: F403
from deskhand.config.settings import TASKS

TASKS["default"]["OPTIONS"] = {"LEASE_SECONDS": 4}
