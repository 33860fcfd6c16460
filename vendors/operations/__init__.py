"""What can be done with parties, vendors, facts and evidence; every write goes through here."""
