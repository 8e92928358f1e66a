"""The stories, played harmlessly in a sandbox host of their own."""
