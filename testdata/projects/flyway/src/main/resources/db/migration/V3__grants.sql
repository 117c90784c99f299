GRANT SELECT ON parcels TO ${reader};

ALTER TABLE ${schema}.parcels ALTER COLUMN reference SET NOT NULL;
