"""The tables of promises (promises.md, section 8): calendars, what is promised, the clocks."""

from deskhand.sla.models.calendars import AgentCalendar, Calendar, CalendarVersion
from deskhand.sla.models.calls import Call, CallBack
from deskhand.sla.models.clocks import Clock, ClockEvent, Occasion, PolicyChoice, PromiseDate
from deskhand.sla.models.policies import (
    BY_POLICY,
    Carry,
    Policy,
    PolicyAssignment,
    PolicyDraft,
    PolicyVersion,
    PromiseKind,
    PromiseRow,
    Start,
    Target,
    usual_holds,
)
from deskhand.sla.models.recounts import Recount
from deskhand.sla.models.steps import StepAct, StepFired

__all__ = [
    "BY_POLICY",
    "AgentCalendar",
    "Calendar",
    "CalendarVersion",
    "Call",
    "CallBack",
    "Carry",
    "Clock",
    "ClockEvent",
    "Occasion",
    "Policy",
    "PolicyAssignment",
    "PolicyChoice",
    "PolicyDraft",
    "PolicyVersion",
    "PromiseDate",
    "PromiseKind",
    "PromiseRow",
    "Recount",
    "Start",
    "StepAct",
    "StepFired",
    "Target",
    "usual_holds",
]
