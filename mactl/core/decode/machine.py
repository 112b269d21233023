"""What the machine says when it refuses a file, in the language spoken: the system itself knows English only."""

from __future__ import annotations

import errno

from mactl.i18n import _, mark

_SAID = {
    errno.ENOENT: mark("No such file or directory"),
    errno.EACCES: mark("Permission denied"),
    errno.EPERM: mark("Permission denied"),
    errno.EISDIR: mark("Is a directory"),
    errno.ENOTDIR: mark("Not a directory"),
    errno.EEXIST: mark("File exists"),
    errno.ENOSPC: mark("No space left on device"),
    errno.EDQUOT: mark("No space left on device"),
    errno.EFBIG: mark("File too large"),
    errno.EROFS: mark("Read-only file system"),
    errno.EIO: mark("Input/output error"),
    errno.ENAMETOOLONG: mark("File name too long"),
    errno.ELOOP: mark("Too many levels of symbolic links"),
    errno.EMFILE: mark("Too many open files"),
    errno.ENFILE: mark("Too many open files"),
    errno.EBUSY: mark("Device or resource busy"),
    errno.EPIPE: mark("Broken pipe"),
}


def remedy(fault: OSError) -> str:
    """Return what mends a fault of the machine's disks and rights, "" where nothing is known to."""
    if fault.errno in {errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR}:
        return _("check that the folder exists and that you may write to it")
    if fault.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return _("free some space, run again")
    return ""


def refusal(fault: Exception) -> str:
    """Return why a file was refused; what nobody foresaw is said as the system says it."""
    if isinstance(fault, UnicodeError):
        return _("it is not UTF-8 text")
    number = fault.errno if isinstance(fault, OSError) else None
    if number in _SAID:
        return _(_SAID[number])
    return str(getattr(fault, "strerror", None) or fault)
