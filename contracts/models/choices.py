"""Which codes may stand in our columns? Those of the pure tables, named as in the API."""

from __future__ import annotations

from contracts import calendar, clauses, lifecycle, survival, termination
from vendors.models.choices import choices_of

CONTRACT_STATES = choices_of(lifecycle.State)
CONTRACT_STATUSES = choices_of(lifecycle.Status)
CLAUSE_KINDS = choices_of(clauses.ClauseKind)
TERMINATION_STATES = choices_of(termination.State)
STEP_STATES = choices_of(termination.StepState)
GROUNDS = choices_of(termination.Ground)
DAY_TYPES = choices_of(calendar.DayType)
COUNTINGS = choices_of(calendar.Counting)
DATE_KINDS = choices_of(lifecycle.DateKind)
DUTY_KINDS = choices_of(survival.DutyKind)
DUTY_STATES = choices_of(survival.DutyState)
RIGHT_STATES = choices_of(clauses.RightState)
STEP_CODES = choices_of(termination.StepCode)
NOTICE_FORMS = choices_of(termination.NoticeForm)
PROOF_KINDS = choices_of(termination.ProofKind)
CURE_STATES = choices_of(termination.CureState)
OUTCOMES = choices_of(termination.Outcome)
LINE_KINDS = choices_of(termination.LineKind)
