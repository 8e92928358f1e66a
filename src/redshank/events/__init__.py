"""What happened: the event table, the types generated from it, and their names and forms outside."""

from redshank.events._generated.types import BY_NAME, AnyEvent, Event

__all__ = ["BY_NAME", "AnyEvent", "Event"]
