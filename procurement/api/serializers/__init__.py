"""How are policies, competitors, verdicts, cases and waivers read and answered?"""
