"""The providers, one a file under their channel, and the transport that carries their calls."""
