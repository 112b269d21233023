"""What the world calls back: clicks, opens, unsubscribes and providers' webhooks."""
