"""How are contracts and terminations asked for, and how do they look?"""
