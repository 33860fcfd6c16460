"""How is what hangs on whom written in plain values, for the API and for the admin's pages?"""
