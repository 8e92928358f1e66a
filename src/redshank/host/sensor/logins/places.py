"""Up to where the logs of a host were told, kept from one run of an agent to the next."""

import msgspec

from redshank.host.sensor.logins.follow import Place


class SavedPlace(msgspec.Struct, frozen=True):
    """A `Place` of a file, and the latest time that was read in it."""

    device: int
    inode: int
    offset: int
    mark: bytes
    time_ns: int = 0

    @property
    def place(self) -> Place:
        """Where to go on."""
        return Place(self.device, self.inode, self.offset, self.mark)


class SavedPlaces(msgspec.Struct, frozen=True):
    """files: by path. cursor, journal_ns: of the newest entry told of the journal, empty and 0 where none was."""

    files: dict[str, SavedPlace] = {}
    cursor: str = ""
    journal_ns: int = 0


def saved(place: Place, time_ns: int) -> SavedPlace:
    """The form in which a place is kept."""
    return SavedPlace(place.device, place.inode, place.offset, place.mark, time_ns)


def encode(places: SavedPlaces) -> bytes:
    """As bytes for a file."""
    return msgspec.json.encode(places)


def decode(raw: bytes | None) -> SavedPlaces | None:
    """What `encode` made; None where it is nothing of the kind."""
    try:
        return msgspec.json.decode(raw or b"", type=SavedPlaces)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
