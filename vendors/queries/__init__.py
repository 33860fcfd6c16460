"""What is known of parties and vendors, who is whom, and may a verdict be relied on?"""
