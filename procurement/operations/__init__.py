"""What can be done about policies, competitors, verdicts, cases and waivers; every write."""
