-- migsafe: ignore drop-table because nothing reads it
DROP TABLE a /* b /* c */ */;
\set x 1
COPY t (a) FROM stdin;
1;	b'
\.
SELECT E'\'', U&"d\0061", $a$ ; $a$, 1..2 \gexec
CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);
CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
DO $a$ DECLARE x int; BEGIN FOR x IN 1..10 LOOP EXECUTE format('DROP TABLE %I', x); END LOOP; END $a$;
EXPLAIN ANALYZE DELETE FROM a
