//! Names of database objects, as the catalog holds them.

use std::fmt;

use serde::{Serialize, Serializer};
use smol_str::SmolStr;

use crate::source::Dialect;

/// A name that may carry its schema. Both parts are as the catalog holds them: unquoted ones folded to lower case, quoted ones verbatim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct QualifiedName {
    /// The schema; absent where the text left it to `search_path`. Replay fills it in.
    pub schema: Option<SmolStr>,
    /// The object's own name.
    pub name: SmolStr,
}

impl QualifiedName {
    /// A name without a schema.
    pub fn bare(name: impl Into<SmolStr>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// A name within a schema.
    pub fn new(schema: impl Into<SmolStr>, name: impl Into<SmolStr>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }

    /// The form for people: without the schema where that is `public`.
    pub fn short(&self) -> String {
        match &self.schema {
            Some(schema) if schema != "public" => format!("{schema}.{}", self.name),
            _ => self.name.to_string(),
        }
    }

    /// The form for SQL: each part quoted where PostgreSQL would fold or refuse it bare, `public` left out.
    pub fn to_sql(&self) -> String {
        match &self.schema {
            Some(schema) if schema != "public" => format!("{}.{}", quote(schema), quote(&self.name)),
            _ => quote(&self.name),
        }
    }

    /// The form for SQL of a database.
    pub fn to_sql_of(&self, dialect: Dialect) -> String {
        match &self.schema {
            _ if dialect == Dialect::PostgreSql => self.to_sql(),
            Some(schema) => format!("{}.{}", quote_for(schema, dialect), quote_for(&self.name, dialect)),
            None => quote_for(&self.name, dialect),
        }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl Serialize for QualifiedName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An identifier as SQL text: bare where PostgreSQL reads it back as it is, else in double quotes.
pub fn quote(identifier: &str) -> String {
    if is_plain(identifier) && !is_reserved(identifier) {
        return identifier.to_owned();
    }
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

/// An identifier as SQL text of a database. MySQL and SQLite have key words of their own, more with each version: what is in quotes is a name in all of them.
pub fn quote_for(identifier: &str, dialect: Dialect) -> String {
    match dialect {
        Dialect::PostgreSql => quote(identifier),
        Dialect::MySql => format!("`{}`", identifier.replace('`', "``")),
        Dialect::Sqlite | Dialect::Other => format!("\"{}\"", identifier.replace('"', "\"\"")),
    }
}

/// Whether the word in small letters is one that cannot stand bare in every place of a name.
pub(crate) fn is_reserved(word: &str) -> bool {
    KEYWORDS.binary_search(&word).is_ok()
}

/// Whether it is a lower-case identifier that folding leaves as it is.
fn is_plain(identifier: &str) -> bool {
    let is_first = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let mut bytes = identifier.bytes();
    bytes.next().is_some_and(is_first) && bytes.all(|byte| is_first(byte) || byte.is_ascii_digit())
}

/// The key words that cannot stand bare in every place of a name. Source: PostgreSQL docs, appendix C: all that are not "non-reserved", as `quote_ident` has it.
#[rustfmt::skip]
const KEYWORDS: [&str; 164] = [
    "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization", "between", "bigint", "binary", "bit",
    "boolean", "both", "case", "cast", "char", "character", "check", "coalesce", "collate", "collation", "column", "concurrently",
    "constraint", "create", "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
    "current_timestamp", "current_user", "dec", "decimal", "default", "deferrable", "desc", "distinct", "do", "else", "end", "except",
    "exists", "extract", "false", "fetch", "float", "for", "foreign", "freeze", "from", "full", "grant", "greatest", "group", "grouping",
    "having", "ilike", "in", "initially", "inner", "inout", "int", "integer", "intersect", "interval", "into", "is", "isnull", "join",
    "json", "json_array", "json_arrayagg", "json_exists", "json_object", "json_objectagg", "json_query", "json_scalar", "json_serialize",
    "json_table", "json_value", "lateral", "leading", "least", "left", "like", "limit", "localtime", "localtimestamp", "merge_action",
    "national", "natural", "nchar", "none", "normalize", "not", "notnull", "null", "nullif", "numeric", "offset", "on", "only", "or",
    "order", "out", "outer", "overlaps", "overlay", "placing", "position", "precision", "primary", "real", "references", "returning",
    "right", "row", "select", "session_user", "setof", "similar", "smallint", "some", "substring", "symmetric", "system_user", "table",
    "tablesample", "then", "time", "timestamp", "to", "trailing", "treat", "trim", "true", "union", "unique", "user", "using", "values",
    "varchar", "variadic", "verbose", "when", "where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists",
    "xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable",
];

/// A text as an SQL string literal.
pub fn quote_literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_not_read_back_is_quoted() {
        assert!(KEYWORDS.is_sorted());
        for plain in ["orders", "_a1", "name", "status", "key", "date"] {
            assert_eq!(quote(plain), plain);
        }
        for (name, quoted) in [
            ("Order", "\"Order\""),
            ("order", "\"order\""),
            ("1a", "\"1a\""),
            ("", "\"\""),
            ("a\"b", "\"a\"\"b\""),
            ("é", "\"é\""),
            ("a b", "\"a b\""),
        ] {
            assert_eq!(quote(name), quoted);
        }
    }

    #[test]
    fn each_database_has_its_own_quotes() {
        let name = QualifiedName::new("a`b", "rank\"");
        assert_eq!(name.to_sql_of(Dialect::MySql), "`a``b`.`rank\"`");
        assert_eq!(name.to_sql_of(Dialect::Sqlite), "\"a`b\".\"rank\"\"\"");
        assert_eq!(quote_for("rank", Dialect::PostgreSql), "rank");
    }
}
