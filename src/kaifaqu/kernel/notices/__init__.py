"""Who is told what: notices in the app, and messages that leave the house through gateways, with their log."""
