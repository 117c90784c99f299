use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;

use super::*;

/// One line an operation, as JSON.
fn lowered(sql: &str) -> String {
    let statements = match Parser::parse_sql(&PostgreSqlDialect {}, sql) {
        Ok(statements) => statements,
        Err(error) => return format!("refused: {error}"),
    };
    let mut lines = Vec::new();
    for statement in statements {
        match lower(statement) {
            Ok(operations) => lines.extend(operations.iter().map(|operation| serde_json::to_string(operation).unwrap())),
            Err(why) => lines.push(format!("not known: {why}")),
        }
    }
    lines.join("\n")
}

#[test]
fn one_action_is_one_operation() {
    insta::assert_snapshot!(lowered("ALTER TABLE ONLY a.b ALTER f SET NOT NULL, DROP COLUMN IF EXISTS \"E\" CASCADE, ADD CONSTRAINT pk PRIMARY KEY USING INDEX x"), @r#"
    {"kind":"set-not-null","table":"a.b","column":"f"}
    {"kind":"drop-column","table":"a.b","column":"E","if_exists":true,"cascade":true}
    {"kind":"add-constraint","table":"a.b","name":"pk","constraint":"primary-key","columns":[],"using_index":"x"}
    "#);
}
