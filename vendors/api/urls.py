from django.urls import path

from vendors.api.views import attestations, disclosures, evidence, parties, vendors

urlpatterns = [
    path("parties", parties.Parties.as_view()),
    path("parties/<uuid:party_id>", parties.OneParty.as_view()),
    path("parties/<uuid:party_id>/merge", parties.Merge.as_view()),
    path("parties/<uuid:party_id>/unmerge", parties.Unmerge.as_view()),
    path("parties/<uuid:party_id>/owners", parties.Owners.as_view()),
    path("parties/<uuid:party_id>/holdings", parties.Holdings.as_view()),
    path("parties/<uuid:party_id>/graph", parties.Graph.as_view(), name="party-graph"),
    path("vendors", vendors.Vendors.as_view()),
    path("vendors/<uuid:vendor_id>", vendors.OneVendor.as_view()),
    path("vendors/<uuid:vendor_id>/holds", vendors.Holds.as_view()),
    path("vendors/<uuid:vendor_id>/disclosures", disclosures.DisclosuresOfVendor.as_view()),
    path("holds/<uuid:hold_id>", vendors.OneHold.as_view()),
    path("holds/<uuid:hold_id>/release", vendors.Release.as_view()),
    path("disclosures", disclosures.Disclosures.as_view()),
    path("disclosures/<uuid:disclosure_id>", disclosures.OneDisclosure.as_view()),
    path("interests", disclosures.Interests.as_view()),
    path("attestations", attestations.Attestations.as_view()),
    path("attestations/<uuid:attestation_id>", attestations.OneAttestation.as_view()),
    path("attestation-requests", attestations.Requests.as_view()),
    path("attestation-requests/<uuid:request_id>", attestations.OneRequest.as_view()),
    path("evidence", evidence.AllEvidence.as_view()),
    path("evidence/<uuid:evidence_id>", evidence.OneEvidence.as_view()),
    path("evidence/<uuid:evidence_id>/content", evidence.Content.as_view()),
]
