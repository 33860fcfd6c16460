"""Where are contracts and terminations?"""

from __future__ import annotations

from django.urls import path

from contracts.api.views import (
    blast,
    contracts,
    dossiers,
    exits,
    exports,
    exposure,
    inventory,
    papers,
    rehearsals,
    reliance,
    scenarios,
    shortlists,
    terminations,
    watching,
)
from contracts.lifecycle import Act
from contracts.queries.acts import CONTRACT_ACTS, STEP_ACTS
from contracts.termination import Act as TerminationAct

ONE = "contracts/<uuid:contract_id>"
LEAVING = "terminations/<uuid:termination_id>"


def _spelt(act: Act | TerminationAct) -> str:
    return act.replace("_", "-")


urlpatterns = [
    path("contracts", contracts.Contracts.as_view()),
    path(ONE, contracts.OneContract.as_view()),
    *(path(f"{ONE}/{_spelt(act)}", contracts.moving(act).as_view()) for act in CONTRACT_ACTS),
    path(f"{ONE}/clauses/evaluate", contracts.Evaluation.as_view()),
    path(f"{ONE}/hindsight", scenarios.OneHindsight.as_view()),
    path(f"{ONE}/timeline", contracts.Timeline.as_view()),
    path(f"{ONE}/amendments", papers.Amendments.as_view()),
    path(f"{ONE}/renewals", papers.Renewals.as_view()),
    path(f"{ONE}/letters", papers.Letters.as_view()),
    path("letters/<uuid:letter_id>", papers.OneLetter.as_view()),
    path("letters/<uuid:letter_id>/retract", papers.Retraction.as_view()),
    path(f"{ONE}/survival-duties", papers.ContractSurvival.as_view()),
    path("survival-duties", papers.SurvivalDuties.as_view()),
    path(f"{ONE}/rights", watching.ContractRights.as_view()),
    path("rights", watching.Rights.as_view()),
    path("rights/<uuid:right_id>", watching.OneRight.as_view()),
    path("clause-gaps", watching.ClauseGaps.as_view()),
    path("deadlines", watching.Deadlines.as_view()),
    path(f"{ONE}/access-grants", inventory.Grants.as_view()),
    path("access-grants/<uuid:grant_id>", inventory.OneGrant.as_view()),
    path("access-grants/<uuid:grant_id>/revoke", inventory.Revocation.as_view()),
    path(f"{ONE}/data-assets", inventory.Assets.as_view()),
    path("data-assets/<uuid:asset_id>", inventory.OneAsset.as_view()),
    path("data-assets/<uuid:asset_id>/copies", inventory.Copies.as_view()),
    path(f"{ONE}/deliveries", inventory.Deliveries.as_view()),
    path(f"{ONE}/planned-deliveries", inventory.Plans.as_view()),
    path("planned-deliveries/<uuid:plan_id>", inventory.OnePlan.as_view()),
    path("planned-deliveries/<uuid:plan_id>/withdraw", inventory.PlanWithdrawal.as_view()),
    path("contract-deliveries/<uuid:delivery_id>", inventory.OneDelivery.as_view()),
    path(f"{ONE}/exit-rehearsals", rehearsals.ContractRehearsals.as_view()),
    path("exit-rehearsals", rehearsals.Rehearsals.as_view()),
    path("exit-rehearsals/<uuid:rehearsal_id>", rehearsals.OneRehearsal.as_view()),
    path(f"{ONE}/terminations", terminations.ContractTerminations.as_view()),
    path("terminations", terminations.Terminations.as_view()),
    path(LEAVING, terminations.OneTermination.as_view()),
    *(
        path(f"{LEAVING}/{_spelt(act)}", terminations.acting(act).as_view())
        for act in terminations.ASKINGS
    ),
    path("requisitions/<uuid:requisition_id>/shortlist", shortlists.RequisitionShortlist.as_view()),
    path(f"{ONE}/substitutability", reliance.ContractSubstitutability.as_view()),
    path("substitutability", reliance.AllSubstitutability.as_view()),
    path("substitutability/<uuid:assessment_id>", reliance.OneSubstitutability.as_view()),
    path("exports/ocds", exports.OcdsRelease.as_view()),
    path("exposure", exposure.OneExposure.as_view()),
    path("blast-radius", blast.BlastRadius.as_view()),
    path("limits-passed", exposure.PassedLimits.as_view()),
    path("exchange-rates", exposure.Rates.as_view()),
    path("exchange-rates/<uuid:rate_id>", exposure.OneRate.as_view()),
    path("scenarios", scenarios.Scenarios.as_view()),
    path(f"{LEAVING}/settlement", exits.Settlement.as_view()),
    path(f"{LEAVING}/access", exits.Access.as_view()),
    path(f"{LEAVING}/dossier", dossiers.TerminationDossier.as_view()),
    path("assessments/<uuid:assessment_id>/dossier", dossiers.AssessmentDossier.as_view()),
    path(f"{LEAVING}/steps", terminations.StepList.as_view()),
    path(f"{LEAVING}/steps/<slug:code>", terminations.OneStep.as_view()),
    *(
        path(f"{LEAVING}/steps/<slug:code>/{act}", terminations.stepping(act).as_view())
        for act in STEP_ACTS
    ),
]
