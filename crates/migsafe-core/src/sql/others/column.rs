//! Columns, their types and what stands behind these.

use super::constraint;
use super::is_mysql;
use crate::operation::{
    ColumnDefinition, ConstraintDefinition, ConstraintKind, Expression, Generated, Identity, Key, Shape, Summary, TypeName,
};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;
use crate::sql::lower;

/// The words that end a type.
const OPTIONS: &[&str] = &[
    "not null",
    "null",
    "default",
    "primary key",
    "key",
    "unique",
    "check",
    "references",
    "constraint",
    "collate",
    "comment",
    "auto_increment",
    "autoincrement",
    "generated always as",
    "as",
    "on update",
    "character set",
    "charset",
    "visible",
    "invisible",
    "storage",
    "column_format",
    "srid",
    "first",
    "after",
];

/// Takes a column with everything that is written at it; `FIRST` and `AFTER` are left.
pub(super) fn definition(cursor: &mut Cursor<'_>) -> Option<ColumnDefinition> {
    let name = cursor.identifier()?;
    described(cursor, name)
}

/// Takes what follows the name.
pub(super) fn described(cursor: &mut Cursor<'_>, name: String) -> Option<ColumnDefinition> {
    let data_type = type_name(cursor)?;
    let mut column = ColumnDefinition { name, data_type, ..ColumnDefinition::default() };
    if is_mysql(cursor) && column.data_type.name.name == "serial" {
        // `SERIAL` is `BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE` (MySQL manual, 13.1.1).
        column.data_type = TypeName::simple("bigint unsigned");
        column.not_null = true;
        column.identity = Some(Identity::ByDefault);
        let key = Key { columns: vec![column.name.clone()], ..Key::default() };
        column.constraints.push(ConstraintDefinition::new(Some(column.name.clone()), ConstraintKind::Unique(key)));
    }
    while option(cursor, &mut column)? {}
    let is_key = column.constraints.iter().any(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey(_)));
    if !is_mysql(cursor) && is_key && column.data_type.name.name == "integer" {
        // Such a column is another name of the row's number, which SQLite gives (docs, *ROWIDs and the INTEGER PRIMARY KEY*).
        column.identity = Some(Identity::ByDefault);
    }
    Some(column)
}

/// Takes a type: words, modifiers in parentheses, and in MySQL more words. SQLite takes none, and any words.
pub(super) fn type_name(cursor: &mut Cursor<'_>) -> Option<TypeName> {
    let mut words = String::new();
    let mut modifiers = Vec::new();
    let (mut unsigned, mut closed) = (false, false);
    while let Some(token) = cursor.peek() {
        if token.kind == Kind::Symbol(b'(') && !closed && !words.is_empty() {
            modifiers = cursor.parentheses()?.comma_parts().iter().map(|part| part.remaining_text().to_owned()).collect();
            closed = true;
            continue;
        }
        let is_word = token.kind == Kind::Word || token.kind == Kind::QuotedIdentifier && !is_mysql(cursor) && words.is_empty();
        if !is_word || OPTIONS.iter().any(|option| cursor.sees(option)) {
            break;
        }
        match cursor.eat_any(&["unsigned", "zerofill", "signed", "binary varying"]) {
            Some("unsigned" | "zerofill") if is_mysql(cursor) => unsigned = true,
            Some("signed") if is_mysql(cursor) => {}
            Some(word) => push_word(&mut words, word),
            None => push_word(&mut words, &cursor.identifier()?.to_ascii_lowercase()),
        }
    }
    if !is_mysql(cursor) {
        return Some(TypeName { name: crate::name::QualifiedName::bare(words), modifiers, dimensions: 0 });
    }
    if words.is_empty() {
        return None;
    }
    let name = mysql_name(&words, &mut modifiers);
    let name = if unsigned { format!("{name} unsigned") } else { name.to_owned() };
    Some(TypeName { name: crate::name::QualifiedName::bare(name), modifiers, dimensions: 0 })
}

fn push_word(words: &mut String, word: &str) {
    if !words.is_empty() {
        words.push(' ');
    }
    words.push_str(word);
}

/// The name that MySQL itself shows (manual, chapter 13 *Data Types*). The width of a whole number changes nothing that is stored.
fn mysql_name<'a>(words: &'a str, modifiers: &mut Vec<String>) -> &'a str {
    let name = match words {
        "integer" | "int4" => "int",
        "int1" => "tinyint",
        "int2" => "smallint",
        "int3" | "middleint" => "mediumint",
        "int8" => "bigint",
        "bool" | "boolean" => {
            *modifiers = vec!["1".to_owned()];
            return "tinyint";
        }
        "dec" | "numeric" | "fixed" => "decimal",
        "double precision" | "real" | "float8" => "double",
        "float4" => "float",
        "character varying" | "national varchar" | "nvarchar" | "char varying" | "national character varying" => "varchar",
        "character" | "nchar" | "national char" | "national character" => "char",
        "long varchar" | "long" => "mediumtext",
        "long varbinary" => "mediumblob",
        other => other,
    };
    match name {
        "smallint" | "mediumint" | "int" | "bigint" => modifiers.clear(),
        "tinyint" if modifiers.first().is_some_and(|width| width != "1") => modifiers.clear(),
        "decimal" if modifiers.is_empty() => *modifiers = vec!["10".to_owned(), "0".to_owned()],
        "char" | "binary" if modifiers.is_empty() => modifiers.push("1".to_owned()),
        _ => {}
    }
    name
}

/// Takes one thing behind the type; whether there was one.
fn option(cursor: &mut Cursor<'_>, column: &mut ColumnDefinition) -> Option<bool> {
    let name = if cursor.eat("constraint") { Some(cursor.identifier()?) } else { None };
    let itself = || vec![column.name.clone()];
    let Some(word) = cursor.eat_any(OPTIONS_TAKEN) else { return if name.is_some() { None } else { Some(false) } };
    let kind = match word {
        "not null" => {
            column.not_null = true;
            constraint::conflict(cursor)?;
            return Some(true);
        }
        "default" => {
            column.default = Some(default(cursor)?);
            return Some(true);
        }
        "generated always as" | "as" => {
            let expression = lower::expression_as(cursor.parentheses()?.remaining_text(), cursor.dialect())?;
            let stored = cursor.eat_any(&["stored", "virtual", "persistent"]).is_some_and(|word| word != "virtual");
            column.generated = Some(Generated { expression, stored: Some(stored) });
            return Some(true);
        }
        "auto_increment" | "autoincrement" => {
            column.identity = Some(Identity::ByDefault);
            return Some(true);
        }
        "collate" => {
            cursor.eat_operator("=");
            column.collation = Some(cursor.identifier().or_else(|| cursor.string())?);
            return Some(true);
        }
        "comment"
        | "character set"
        | "charset"
        | "storage"
        | "column_format"
        | "srid"
        | "engine_attribute"
        | "secondary_engine_attribute" => {
            cursor.eat_operator("=");
            cursor.next()?;
            return Some(true);
        }
        "on update" => {
            // `ON UPDATE CURRENT_TIMESTAMP(3)`; that of a foreign key is taken with its key.
            cursor.identifier()?;
            if cursor.sees_symbol(b'(') {
                cursor.parentheses()?;
            }
            return Some(true);
        }
        "primary key" | "key" => {
            cursor.eat_any(&["asc", "desc"]);
            constraint::conflict(cursor)?;
            column.not_null |= is_mysql(cursor);
            ConstraintKind::PrimaryKey(Key { columns: itself(), ..Key::default() })
        }
        "unique" => {
            cursor.eat("key");
            constraint::conflict(cursor)?;
            ConstraintKind::Unique(Key { columns: itself(), ..Key::default() })
        }
        "check" => constraint::check(cursor)?,
        "references" => ConstraintKind::ForeignKey(constraint::references(cursor, itself())?),
        // NULL, VISIBLE, INVISIBLE.
        _ => return Some(true),
    };
    let name = constraint::settled_name(name, &kind, cursor);
    let mut definition = ConstraintDefinition::new(name, kind);
    // Before 9.0 MySQL takes no notice of a key at a column (manual of 8.4, 15.1.20.5 *FOREIGN KEY Constraints*), so that it may not be checked at all.
    definition.not_enforced = word == "references" && is_mysql(cursor);
    constraint::attributes(cursor, &mut definition);
    column.constraints.push(definition);
    Some(true)
}

const OPTIONS_TAKEN: &[&str] = &[
    "not null",
    "null",
    "default",
    "generated always as",
    "as",
    "auto_increment",
    "autoincrement",
    "collate",
    "comment",
    "character set",
    "charset",
    "storage",
    "column_format",
    "srid",
    "engine_attribute",
    "secondary_engine_attribute",
    "on update",
    "primary key",
    "key",
    "unique",
    "check",
    "references",
    "visible",
    "invisible",
];

/// Takes a default: something in parentheses, or a literal or call.
pub(super) fn default(cursor: &mut Cursor<'_>) -> Option<Expression> {
    let mut ahead = *cursor;
    let _ = ahead.eat_operator("-") || ahead.eat_operator("+");
    let word = ahead.peek()?.kind == Kind::Word;
    if !ahead.skip_balanced() {
        return None;
    }
    if word && ahead.sees_symbol(b'(') {
        ahead.skip_balanced();
    } else if word && ahead.peek().is_some_and(|next| next.kind == Kind::String) {
        // `_utf8mb4'…'`, `DATE '…'`.
        ahead.next();
    }
    let text = cursor.up_to(&ahead);
    let shape = if text.eq_ignore_ascii_case("null") { Shape::Null } else { Shape::Literal };
    let unread = || Summary { text: text.to_owned(), shape, ..Summary::default() }.into();
    Some(lower::expression_as(text, cursor.dialect()).unwrap_or_else(unread))
}
