"""Whose turn it is where several launches have a message for one person on one channel: the earlier one's (rule M4)."""

# Of the messages `m` of one origin: nobody for whom a rival has one that is due earlier. The plus signs keep to the
# ledger's unique key (origin, customer, channel): by due time each rival's whole queue would be read.
FIRST = """ AND NOT EXISTS (SELECT 1 FROM messages o
    WHERE o.origin IN (SELECT value FROM json_each(:rivals)) AND o.customer = m.customer AND o.channel = m.channel
    AND +o.state IN ('queued', 'delayed') AND (+o.due < m.due OR (+o.due = m.due AND o.id < m.id)))"""
