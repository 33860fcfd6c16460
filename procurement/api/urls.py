from django.urls import path

from procurement.api.views import backtests, cases, policies, verdicts, waivers

urlpatterns = [
    path("policies", policies.Policies.as_view()),
    path("policies/<uuid:policy_id>", policies.OnePolicy.as_view()),
    path("policies/<uuid:policy_id>/adopt", policies.Adopt.as_view()),
    path("policies/<uuid:policy_id>/backtest", backtests.RunBacktest.as_view()),
    path("backtests", backtests.Backtests.as_view()),
    path("backtests/<uuid:backtest_id>", backtests.OneBacktest.as_view()),
    path("backtests/<uuid:backtest_id>/differences", backtests.Differences.as_view()),
    path("backtests/<uuid:backtest_id>/vendors", backtests.VendorsTried.as_view()),
    path("competitors", policies.Competitors.as_view()),
    path("competitors/<uuid:competitor_id>", policies.OneCompetitor.as_view()),
    path("competitors/<uuid:competitor_id>/end", policies.EndCompetitor.as_view()),
    path("assessments", verdicts.Assessments.as_view()),
    path("assessments/<uuid:assessment_id>", verdicts.OneAssessment.as_view()),
    path("assessments/<uuid:assessment_id>/reproduce", verdicts.Reproduce.as_view()),
    path("vendors/<uuid:vendor_id>/recheck", verdicts.Recheck.as_view()),
    path("vendors/<uuid:vendor_id>/neutrality", verdicts.Neutrality.as_view()),
    path("jobs/<uuid:job_id>", verdicts.OneJob.as_view()),
    path("cases", cases.Cases.as_view()),
    path("cases/<uuid:case_id>", cases.OneCase.as_view()),
    path("cases/<uuid:case_id>/propose", cases.Propose.as_view()),
    path("cases/<uuid:case_id>/decide", cases.Decide.as_view()),
    path("cases/<uuid:case_id>/close", cases.Close.as_view()),
    path("waivers", waivers.Waivers.as_view()),
    path("waivers/<uuid:waiver_id>", waivers.OneWaiver.as_view()),
    path("waivers/<uuid:waiver_id>/submit", waivers.Submit.as_view()),
    path("waivers/<uuid:waiver_id>/approve", waivers.Approve.as_view()),
    path("waivers/<uuid:waiver_id>/reject", waivers.Reject.as_view()),
    path("waivers/<uuid:waiver_id>/revoke", waivers.Revoke.as_view()),
]
