"""The shipped Rego: facts/ reads the documents, lib/ holds helpers, every other folder is a pack of rules."""
