"""What a run of the gate leaves for others: a record that says what was judged, signed on request, and its checking."""
