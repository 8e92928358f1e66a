"""Events to alerts: rules, correlation, explanation."""
