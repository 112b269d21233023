"""B1: a whole campaign to smtp-sink, against smtp-source throwing letters of the same size at the same sink.

Ours is the process `mactl send --campaign X --yes` from its start to its end: audience, gates, ledger with full
durability, a 6 KB Jinja2 letter with 20 tracked links, eight SMTP connections served by one thread. Theirs is
`smtp-source -d -s 10`: ten connections, no database, no template, the same number of letters of the size that ours had.
The ratio is of letters per second: 0.60 means that everything mactl does costs two thirds on top of throwing bytes at a
server.
"""

from __future__ import annotations

import statistics

from benchmarks import sending, shop, tools
from benchmarks.harness import Result, Scale, disk, in_turn


def run(scale: Scale) -> Result:
    """Measure at three sizes; the largest has the figure."""
    folder = disk(scale.folder)
    size = sending.letter_size(folder)
    sizes = [scale.size(10_000, 100), scale.size(30_000, 200), scale.size(100_000, 300)]
    result = Result(
        code="B1",
        title="a campaign of 100,000 against smtp-source",
        ours="mactl send",
        theirs="smtp-source -s 10",
        unit="letters/s",
        goal=0.60,
        notes=[f"the letter, as sent: {size:,} bytes; its HTML {len(shop.letter().encode()):,} bytes as a template"],
    )
    with tools.sink() as port:
        for people in sizes:
            whole = people == sizes[-1]
            base = shop.lay_out(folder / f"base{people}", people, port)
            pairs = in_turn(
                lambda base=base, n=people: n / sending.send(shop.copy(base, folder / "run"), n).seconds,
                lambda n=people: n / tools.source(port, n, size),
                scale.pairs if whole else min(3, scale.pairs),
            )
            ours = statistics.median(a for a, _ in pairs)
            result.growth.append((people, ours, statistics.median(a / b for a, b in pairs)))
            result.pairs = pairs
    return result
