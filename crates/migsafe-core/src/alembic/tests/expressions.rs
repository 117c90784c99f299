//! SQLAlchemy's expressions and types, and what a run alone decides of a text.

use super::sql;

#[test]
fn parts_of_json_are_what_sqlalchemy_sends() {
    let index = |part: &str, more: &str| {
        sql(&format!(
            "a = sa.column('a', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), 'postgresql'))\nb = sa.Column('b', sa.dialects.postgresql.JSONB)\nop.create_index('i', 't', [{part}]{more})"
        ))
    };
    for (part, expected) in [
        ("a['x']", "(a -> 'x')"),
        ("a[['x', 0]]", "(a #> '{x, 0}')"),
        ("a['x'][0]", "((a -> 'x') -> 0)"),
        ("b['x']['y']", "((b['x'])['y'])"),
        ("b['x']['y'].astext", "((b['x']) ->> 'y')"),
        ("b[('x', 'y')].astext", "(b #>> '{x, y}')"),
        ("a[['s', 'id']].as_string()", "CAST(a #>> '{s, id}' AS VARCHAR)"),
        ("a['it\\'s'].as_integer().desc()", "CAST(a ->> 'it''s' AS INTEGER) DESC"),
        ("sa.func.coalesce(a['x'].as_boolean(), sa.false())", "coalesce(CAST(a ->> 'x' AS BOOLEAN), false)"),
        ("a['x'].as_float()", "CAST(a ->> 'x' AS FLOAT)"),
        ("a['x'].as_numeric(10, 2)", "CAST(a ->> 'x' AS NUMERIC(10, 2))"),
        ("a['x'].as_json()['y']", "((a -> 'x') -> 'y')"),
        ("b['x'].astext.cast(sa.Integer)", "CAST((b ->> 'x') AS INTEGER)"),
    ] {
        assert_eq!(index(part, ""), [format!("CREATE INDEX i ON t ({expected})")], "{part}");
    }
    let condition = ", postgresql_where=a['x'].as_string().is_not(None) & (b['y'].astext == 'z')";
    assert_eq!(index("'c'", condition), ["CREATE INDEX i ON t (c) WHERE (CAST(a ->> 'x' AS VARCHAR) IS NOT NULL) AND ((b ->> 'y') = 'z')"]);
    for part in [
        "a[given()].as_string()",
        "a['x'].as_numeric(given(), 2)",
        "sa.column('c')['x'].as_string()",
        "a['x'].as_other()",
        "sa.column('c', sa.Text)['x'].astext",
    ] {
        assert!(index(part, "")[0].starts_with('!'), "{part}");
    }
}

#[test]
fn constants_have_several_names() {
    let default = |value: &str| sql(&format!("op.alter_column('a', 'b', server_default={value})"));
    for (value, expected) in [
        ("sa.sql.False_()", "false"),
        ("sa.sql.expression.false()", "false"),
        ("sa.sql.expression.True_()", "true"),
        ("sa.true()", "true"),
        ("sa.null()", "null"),
        ("sa.sql.elements.Null()", "null"),
    ] {
        assert_eq!(default(value), [format!("ALTER TABLE a ALTER COLUMN b SET DEFAULT {expected}")], "{value}");
    }
    assert!(default("app.False_()")[0].starts_with('!'));
}

#[test]
fn a_moment_of_the_run_is_a_constant_where_its_format_says_so() {
    let default =
        |text: &str| sql(&format!("now = datetime.now().strftime({text})\nop.alter_column('a', 'b', server_default=sa.text(now))"));
    assert_eq!(default("\"'%Y-%m-%d %%'\""), ["ALTER TABLE a ALTER COLUMN b SET DEFAULT '…-…-… %'"]);
    for unknown in ["'%Y'", "\"'%Y' || '%m'\"", "given()"] {
        assert!(default(unknown)[0].starts_with('!'), "{unknown}");
    }
}

#[test]
fn words_that_a_run_adds_or_leaves_out_are_read_both_ways() {
    let index = "x = 'CONCURRENTLY ' if given() else ''\nop.execute(f'CREATE INDEX {x}IF NOT EXISTS ' f'i ON t (a)')";
    assert_eq!(sql(index), ["?CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)", "?CREATE INDEX IF NOT EXISTS i ON t (a)"]);
    assert_eq!(sql("x = 'a' if given() else 'b'\nop.execute(f'DROP TABLE {x}')"), ["!DROP TABLE …"]);
    assert_eq!(sql("x = f'{\"a\" if given() else \"\"}' f'{\"b\" if given() else \"\"}'\nop.drop_table('t' + x)"), ["!DROP TABLE t…"]);
}

#[test]
fn types_of_other_packages_are_known() {
    assert_eq!(sql("import citext\nop.alter_column('a', 'b', type_=citext.CIText())"), ["ALTER TABLE a ALTER COLUMN b TYPE CITEXT"]);
    let utils = |of: &str| {
        sql(&format!("import sqlalchemy_utils as su\nop.alter_column('a', 'b', type_=su.{of})"))[0]
            .replace("ALTER TABLE a ALTER COLUMN b TYPE ", "")
    };
    for (of, expected) in [
        ("URLType()", "TEXT"),
        ("types.url.URLType()", "TEXT"),
        ("TimezoneType(backend='pytz')", "VARCHAR(50)"),
        ("EmailType()", "VARCHAR(255)"),
        ("EmailType(length=100)", "VARCHAR(100)"),
        ("PhoneNumberType(max_length=30)", "VARCHAR(30)"),
        ("ChoiceType([('a', 'b')])", "VARCHAR(255)"),
        ("ChoiceType([(1, 'b')], impl=sa.Integer())", "INTEGER"),
        ("ArrowType(timezone=True)", "TIMESTAMP WITH TIME ZONE"),
        ("PasswordType()", "BYTEA"),
        ("IntRangeType()", "INT4RANGE"),
        ("WeekDaysType()", "BIT(7)"),
    ] {
        assert_eq!(utils(of), expected, "{of}");
    }
    assert!(sql("op.alter_column('a', 'b', type_=other.URLType())")[0].starts_with('!'));
}

#[test]
fn what_shows_how_far_it_is_changes_nothing() {
    let body = "from progressbar import ProgressBar\nbar = ProgressBar(maxval=3)\nbar.start()\nbar.update(1)\nimport app\napp.LOG.info('x')\napp.request_logger.info('x')\napp.catalog.rebuild()\napp.blueprint.rebuild()";
    assert_eq!(sql(body), ["!", "!"]);
    assert_eq!(
        sql("op.create_check_constraint('c', 't', sa.sql.column('a').in_(sorted({2: 'b', 1: 'a'}.keys())))"),
        ["ALTER TABLE t ADD CONSTRAINT c CHECK (a IN (1, 2))"]
    );
    assert_eq!(
        sql("op.alter_column('t', 'a', server_default=sa.sql.functions.current_timestamp())"),
        ["ALTER TABLE t ALTER COLUMN a SET DEFAULT CURRENT_TIMESTAMP"]
    );
}

#[test]
fn operations_on_places_are_alembics_own() {
    let body = "from geoalchemy2 import Geometry\n\
                op.create_geospatial_table('t', sa.Column('g', Geometry('POINT', 4326), nullable=False), sa.Column('h', Geometry(spatial_index=False)), schema='s')\n\
                with op.batch_alter_table('t') as batch:\n    batch.create_geospatial_index('i', ['g'], unique=False, postgresql_using='gist', postgresql_ops={})\n    \
                batch.drop_geospatial_index('i', column_name='g', postgresql_using='gist')\n    batch.add_geospatial_column(sa.Column('k', Geometry()))\n\
                op.create_geospatial_index('j', 't', ['g'])\nop.create_geospatial_constraints('t', 'k')\nop.drop_geospatial_column('t', 'k')\nop.drop_geospatial_table('t', schema='s')";
    assert_eq!(
        sql(body),
        [
            "CREATE TABLE s.t (g geometry NOT NULL, h geometry)",
            "CREATE INDEX idx_t_g ON s.t USING gist (g)",
            "CREATE INDEX i ON t USING gist (g)",
            "DROP INDEX i",
            "ALTER TABLE t ADD COLUMN k geometry",
            "CREATE INDEX j ON t (g)",
            "ALTER TABLE t DROP COLUMN k",
            "DROP TABLE s.t",
        ]
    );
}

#[test]
fn environment_variables_are_no_database() {
    let body = "from dotenv import find_dotenv, load_dotenv\nfrom helper import load\nload_dotenv(find_dotenv())\nload()";
    assert_eq!(sql(body), ["!"]);
    assert_eq!(sql("from dotenv import load_dotenv\nload_dotenv(op.get_bind())"), [""; 0]);
}

#[test]
fn a_schema_that_a_run_sets_may_be_any() {
    let on_table = "op.execute(f'ALTER TABLE {given()}.a ADD COLUMN b INT')\nop.execute(f'DROP TABLE \"{given()}\".a')";
    assert_eq!(sql(on_table), ["ALTER TABLE a ADD COLUMN b INT", "DROP TABLE a"]);
    let prefix = "schema = given().schema + '.' if given().schema else ''\n";
    assert_eq!(sql(&format!("{prefix}op.execute('ALTER TABLE %sa DROP COLUMN b' % schema)")), ["ALTER TABLE a DROP COLUMN b"]);
    assert_eq!(sql(&format!("{prefix}op.execute('DROP TABLE ' + schema + 'a')")), ["DROP TABLE a"]);
    for part in ["{given()}", "a.{given()}", "a_{given()}.b", "{given()}.", "{given()}.{given()}"] {
        assert!(sql(&format!("op.execute(f'DROP TABLE {part}')"))[0].starts_with('!'), "{part}");
    }
    // Part of a text.
    assert!(sql("op.execute(f\"CREATE TABLE a (b TEXT DEFAULT 'x{given()}.y')\")")[0].starts_with('!'));
}

#[test]
fn grants_to_whomever_are_grants() {
    assert_eq!(sql("op.execute(f'GRANT SELECT ON a TO {given()}')"), ["GRANT SELECT ON a TO …"]);
    assert!(sql("op.execute(f'REVOKE SELECT ON a FROM {given()}')")[0].starts_with('!'));
    assert!(sql("op.execute(f'GRANT SELECT ON a TO b; {given()}')").iter().any(|sql| sql.starts_with('!')));
}

#[test]
fn types_are_made_by_statements_and_as_variants() {
    let postgres = "e = sa.dialects.postgresql.ENUM('a', name='e')\n";
    let create = ["CREATE TYPE e AS ENUM ('a')"];
    assert_eq!(sql(&format!("{postgres}op.execute(sa.dialects.postgresql.base.CreateEnumType(e))")), create);
    assert_eq!(sql(&format!("{postgres}op.execute(sa.dialects.postgresql.DropEnumType(e))")), ["DROP TYPE e"]);
    assert_eq!(
        sql(&format!("{postgres}sa.Enum('b', name='f').with_variant(e, 'postgresql').create(op.get_bind(), checkfirst=False)")),
        create
    );
    assert_eq!(
        sql(&format!("{postgres}sa.Enum('b', name='f').with_variant(e, 'mysql').create(op.get_bind(), checkfirst=False)")),
        ["CREATE TYPE f AS ENUM ('b')"]
    );
    assert_eq!(sql("op.execute(sa.dialects.postgresql.CreateEnumType(given()))"), ["!"]);
}
