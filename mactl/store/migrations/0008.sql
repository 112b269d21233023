-- Members and watches are found by segment and customer; a second index would cost a write with each of them.
DROP INDEX members_customer;
DROP INDEX watches_customer;
