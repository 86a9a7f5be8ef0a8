"""The values that flow from discovery to the report. Frozen; nothing here reads, prints or decides."""
