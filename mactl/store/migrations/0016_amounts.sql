-- The amounts of a customer's events stand in their index: what somebody spent is read without going to the events, and
-- for everybody in the order of customers, with nothing to sort.
DROP INDEX events_customer;
CREATE INDEX events_customer ON events (customer, type, at, amount);
