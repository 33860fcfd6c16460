"""Who outside is told what happens, as Standard Webhooks, and how without reaching inside?"""
