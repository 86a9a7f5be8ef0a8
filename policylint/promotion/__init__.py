"""Two commits -> what the change promotes, judged by the rules of the base. The working tree is never read."""
