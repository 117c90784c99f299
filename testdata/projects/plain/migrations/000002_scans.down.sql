DROP TABLE scans;
DROP FUNCTION mark_in_transit();
