"""Documents and deployments -> findings: what to ask, what came back, how serious it is, where it stands."""
