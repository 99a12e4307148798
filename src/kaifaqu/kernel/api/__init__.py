"""The programming interface: every action is an endpoint, with problem details and an OpenAPI document."""
