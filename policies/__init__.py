"""The rules and their libraries; this file makes the folder a package, so that it ships as policylint.policies."""
