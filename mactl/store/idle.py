"""Whether a tick has anything to do: one look at the database, with the standard library alone.

Asked before the command line is loaded, so that a cron line every minute costs next to nothing. Whenever it is not
sure it says that there is something to do, and the tick itself finds out.

``_sqlite3`` is what the package ``sqlite3`` wraps: the package loads ``datetime`` for converters that nothing here
uses, which would be a fifth of what an idle tick costs.
"""

import _sqlite3 as sqlite3
import os

_DUE = """
SELECT EXISTS (SELECT 1 FROM campaigns WHERE state = 'scheduled' AND next_due <= :now)
  OR EXISTS (SELECT 1 FROM experiments WHERE state = 'running' AND next_look <= :now)
  OR EXISTS (SELECT 1 FROM runs WHERE ended_at IS NULL)
  OR EXISTS (SELECT 1 FROM origins o WHERE o.state = 'running' AND EXISTS (
       SELECT 1 FROM messages m WHERE m.origin = o.id AND m.channel IN ('email', 'sms', 'wechat', 'push', 'inapp')
         AND m.due <= :now AND m.state IN ('queued', 'delayed')))
  OR EXISTS (SELECT 1 FROM enrolments WHERE due IS NOT NULL AND phase <> 'parked' AND due <= :now)
  OR EXISTS (SELECT 1 FROM clocks WHERE due <= :now)
  OR EXISTS (SELECT 1 FROM hearings WHERE due <= :now)
  OR EXISTS (SELECT 1 FROM arrivals)
  OR EXISTS (SELECT 1 FROM backfills)
  OR EXISTS (SELECT 1 FROM stirs)
  OR EXISTS (SELECT 1 FROM calls WHERE state = 'queued' AND due <= :now)
  OR EXISTS (SELECT 1 FROM origins o JOIN broadcasts b ON b.origin = o.id
       WHERE o.state = 'running' AND b.state = 'queued' AND b.due <= :now)
  OR EXISTS (SELECT 1 FROM report_plans WHERE next_due <= :now)
  OR EXISTS (SELECT 1 FROM report_posts WHERE state = 'waiting' AND due <= :now)
  OR EXISTS (SELECT 1 FROM touched)
  OR EXISTS (SELECT 1 FROM stage_watches WHERE due <= :now)
  OR EXISTS (SELECT 1 FROM segments s WHERE EXISTS (
       SELECT 1 FROM watches w WHERE w.segment = s.number AND w.due <= :now))
"""
_INLETS = ("customers.json", "events.jsonl", "segments.json", "scores.json", "festivals.json")

_CONFIG = "config.json"  # its schedules are planned by the first tick after it changed


def is_idle(folder: str, now: int) -> bool:
    """Return whether a tick of the workspace in ``folder`` has nothing to do at ``now`` (milliseconds)."""
    data = os.path.join(folder, "data")  # noqa: PTH118 - pathlib costs what this saves
    path = os.path.join(data, "mactl.db")  # noqa: PTH118
    if not os.path.exists(path):  # noqa: PTH110
        return False
    try:
        return _looked(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5), data, now)
    except (sqlite3.Error, OSError):
        return False


def find(environ: "os._Environ[str]") -> str | None:
    """Return the workspace's folder: the one that MACTL_WORKSPACE names, else the nearest parent that is one."""
    folder = environ.get("MACTL_WORKSPACE") or os.getcwd()  # noqa: PTH109
    while not os.path.exists(os.path.join(folder, "config.json")):  # noqa: PTH110, PTH118
        parent = os.path.dirname(folder)  # noqa: PTH120
        if parent == folder or environ.get("MACTL_WORKSPACE"):
            return None
        folder = parent
    return folder


def _looked(database: sqlite3.Connection, data: str, now: int) -> bool:
    try:
        if database.execute("PRAGMA user_version").fetchone()[0] != _shape():
            return False  # of another version: the tick brings it forward, or refuses it
        if database.execute(_DUE, {"now": now}).fetchone()[0]:
            return False
        known = {row[0]: (row[1], row[2]) for row in database.execute("SELECT path, size, mtime FROM inlets")}
        settings = _planned(os.path.dirname(data), known.get(_CONFIG))  # noqa: PTH120
        return settings and all(_unchanged(data, name, known.get(name)) for name in _INLETS)
    finally:
        database.close()


def _shape() -> int:
    """Return the shape of database that this version knows: the number of its migrations."""
    names = os.listdir(os.path.join(os.path.dirname(__file__), "migrations"))  # noqa: PTH118, PTH120, PTH208
    return sum(name[0].isdigit() and name.endswith(".sql") for name in names)


def _planned(folder: str, known: tuple[int, int] | None) -> bool:
    """Return whether the schedules of config.json are planned; where it was never planned, whether it has none."""
    if known is not None:
        return _unchanged(folder, _CONFIG, known)
    with open(os.path.join(folder, _CONFIG), "rb") as file:  # noqa: PTH118, PTH123
        return b'"reports"' not in file.read()


def _unchanged(data: str, name: str, known: tuple[int, int] | None) -> bool:
    try:
        state = os.stat(os.path.join(data, name))  # noqa: PTH116, PTH118
    except FileNotFoundError:
        return True
    return known == (state.st_size, state.st_mtime_ns)
