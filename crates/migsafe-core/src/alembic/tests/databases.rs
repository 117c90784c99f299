//! Histories of other databases than PostgreSQL.

use super::sql_on;
use crate::source::Dialect;

#[test]
fn sql_that_a_revision_writes_out_is_its_own_databases() {
    let body = "op.execute('PRAGMA foreign_keys=OFF')\nop.execute(sa.text(\"DELETE FROM a WHERE b IS 'x' AND c = :c\"))\nop.execute('PRAGMA main.journal_mode=wal')";
    let sent = ["PRAGMA foreign_keys=OFF", "DELETE FROM a WHERE b IS 'x' AND c = $1", "PRAGMA main.journal_mode=wal"];
    assert_eq!(sql_on(Dialect::Sqlite, body), sent);
    assert_eq!(sql_on(Dialect::PostgreSql, body), sent.map(|sql| format!("!{sql}")));
    assert_eq!(sql_on(Dialect::Other, "op.execute('DROP INDEX CONCURRENTLY i')"), ["DROP INDEX CONCURRENTLY i"]);
    assert_eq!(sql_on(Dialect::MySql, "op.execute('ALTER TABLE a MODIFY b INT')"), ["ALTER TABLE a MODIFY b INT"]);
}

#[test]
fn a_branch_on_the_dialect_is_decided_by_the_database() {
    let body = "bind = op.get_bind()\nif bind.dialect.name == 'sqlite':\n    op.drop_table('a')\nelse:\n    op.drop_table('b')\n\
                if isinstance(bind.dialect, sa.dialects.sqlite.dialect):\n    op.drop_table('c')\nif bind.engine.name == 'postgresql':\n    op.drop_table('d')";
    assert_eq!(sql_on(Dialect::Sqlite, body), ["DROP TABLE a", "DROP TABLE c"]);
    assert_eq!(sql_on(Dialect::PostgreSql, body), ["DROP TABLE b", "DROP TABLE d"]);
    assert_eq!(sql_on(Dialect::MySql, body), ["?DROP TABLE a", "?DROP TABLE b", "?DROP TABLE c", "?DROP TABLE d"]);
}

#[test]
fn a_type_of_the_project_is_what_it_is_on_the_database() {
    let body = "class Moment(sa.types.TypeDecorator[object]):\n    impl: type = sa.TIMESTAMP(timezone=True)\n    def load_dialect_impl(self, dialect: sa.Dialect):\n        \
                if dialect.name == 'postgresql':\n            return dialect.type_descriptor(sa.dialects.postgresql.TIMESTAMP(timezone=True))\n        \
                elif dialect.name == 'sqlite':\n            return dialect.type_descriptor(sa.dialects.sqlite.DATETIME())\n        \
                return dialect.type_descriptor(sa.TEXT())\nop.alter_column('a', 'b', type_=Moment(timezone=True))";
    let alter = |to: &str| [format!("ALTER TABLE a ALTER COLUMN b TYPE {to}")];
    assert_eq!(sql_on(Dialect::PostgreSql, body), alter("TIMESTAMP WITH TIME ZONE"));
    assert_eq!(sql_on(Dialect::Sqlite, body), alter("TIMESTAMP WITHOUT TIME ZONE"));
}
