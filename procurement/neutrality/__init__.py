"""What a policy makes of the facts: pure rules, and a judgement that says why."""
