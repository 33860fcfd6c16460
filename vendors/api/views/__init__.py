"""The rooms of the API about vendors; `urls.py` says where they are."""
