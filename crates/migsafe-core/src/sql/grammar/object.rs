//! Kinds and names of objects, which every `CREATE`, `ALTER`, `DROP`, `COMMENT` and `GRANT` shares.

use crate::name::QualifiedName;
use crate::operation::ObjectKind;
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;

/// The words of each kind; a longer one stands before its own beginning.
const KINDS: &[(&str, ObjectKind)] = &[
    ("table", ObjectKind::Table),
    ("index", ObjectKind::Index),
    ("type", ObjectKind::Type),
    ("sequence", ObjectKind::Sequence),
    ("view", ObjectKind::View),
    ("materialized view", ObjectKind::MaterializedView),
    ("foreign table", ObjectKind::ForeignTable),
    ("function", ObjectKind::Function),
    ("procedure", ObjectKind::Procedure),
    ("routine", ObjectKind::Function),
    ("trigger", ObjectKind::Trigger),
    ("event trigger", ObjectKind::EventTrigger),
    ("extension", ObjectKind::Extension),
    ("schema", ObjectKind::Schema),
    ("policy", ObjectKind::Policy),
    ("rule", ObjectKind::Rule),
    ("domain", ObjectKind::Domain),
    ("publication", ObjectKind::Publication),
    ("subscription", ObjectKind::Subscription),
    ("statistics", ObjectKind::Statistics),
    ("aggregate", ObjectKind::Aggregate),
    ("operator class", ObjectKind::OperatorClass),
    ("operator family", ObjectKind::OperatorFamily),
    ("operator", ObjectKind::Operator),
    ("cast", ObjectKind::Cast),
    ("collation", ObjectKind::Collation),
    ("conversion", ObjectKind::Conversion),
    ("language", ObjectKind::Language),
    ("foreign data wrapper", ObjectKind::ForeignDataWrapper),
    ("server", ObjectKind::Server),
    ("user mapping", ObjectKind::UserMapping),
    ("text search configuration", ObjectKind::TextSearch),
    ("text search dictionary", ObjectKind::TextSearch),
    ("text search parser", ObjectKind::TextSearch),
    ("text search template", ObjectKind::TextSearch),
    ("transform", ObjectKind::Transform),
    ("tablespace", ObjectKind::Tablespace),
    ("database", ObjectKind::Database),
    ("role", ObjectKind::Role),
    ("user", ObjectKind::Role),
    ("group", ObjectKind::Role),
    ("access method", ObjectKind::AccessMethod),
    ("large object", ObjectKind::LargeObject),
    ("column", ObjectKind::Column),
    ("constraint", ObjectKind::Constraint),
    ("owned", ObjectKind::Owned),
    ("system", ObjectKind::System),
    ("parameter", ObjectKind::Parameter),
];

/// Takes the words of a kind.
pub(in crate::sql) fn kind(cursor: &mut Cursor<'_>) -> Option<ObjectKind> {
    if cursor.sees("trusted") || cursor.sees("procedural") {
        let mut ahead = *cursor;
        ahead.eat("trusted");
        ahead.eat("procedural");
        if ahead.eat("language") {
            *cursor = ahead;
            return Some(ObjectKind::Language);
        }
    }
    KINDS.iter().find(|(words, _)| cursor.eat(words)).map(|(_, object)| *object)
}

/// Takes the words that may stand between `CREATE` and the kind, except `OR REPLACE`.
pub(in crate::sql) fn eat_creation_words(cursor: &mut Cursor<'_>) {
    const WORDS: &[&str] = &["global", "local", "temporary", "temp", "unlogged", "recursive", "unique", "default"];
    while cursor.eat_any(WORDS).is_some() {}
    if cursor.sees("constraint trigger") {
        cursor.eat("constraint");
    }
}

/// Takes the name of an object of this kind, without arguments.
pub(in crate::sql) fn name_of(object: ObjectKind, cursor: &mut Cursor<'_>) -> Option<QualifiedName> {
    match object {
        ObjectKind::Operator => operator_name(cursor),
        ObjectKind::Cast => {
            let inside = cursor.parentheses()?;
            Some(QualifiedName::bare(words(inside)))
        }
        ObjectKind::Transform | ObjectKind::UserMapping => {
            cursor.expect("for")?;
            if object == ObjectKind::UserMapping {
                cursor.identifier().map(QualifiedName::bare)
            } else {
                Some(QualifiedName::bare(words(cursor.until(&["language"], false))))
            }
        }
        ObjectKind::LargeObject => cursor.next().map(|token| QualifiedName::bare(cursor.of(token))),
        ObjectKind::Owned => {
            cursor.expect("by")?;
            cursor.identifier().map(QualifiedName::bare)
        }
        ObjectKind::Schema if cursor.eat("authorization") => cursor.identifier().map(QualifiedName::bare),
        ObjectKind::Publication | ObjectKind::Role | ObjectKind::Trigger => cursor.identifier().map(QualifiedName::bare),
        ObjectKind::System => Some(QualifiedName::default()),
        _ => cursor.name(),
    }
}

fn operator_name(cursor: &mut Cursor<'_>) -> Option<QualifiedName> {
    let mut schema = None;
    while matches!(cursor.peek()?.kind, Kind::Word | Kind::QuotedIdentifier) {
        schema = Some(cursor.identifier()?);
        if !cursor.eat_symbol(b'.') {
            return None;
        }
    }
    let token = cursor.next().filter(|token| token.kind == Kind::Operator)?;
    Some(QualifiedName { schema: schema.map(Into::into), name: cursor.of(token).into() })
}

/// Takes what belongs to a name besides: arguments, an access method, a server, a language.
pub(in crate::sql) fn rest_of_name(object: ObjectKind, cursor: &mut Cursor<'_>) -> Option<()> {
    match object {
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate | ObjectKind::Operator if cursor.sees_symbol(b'(') => {
            cursor.parentheses()?;
        }
        ObjectKind::OperatorClass | ObjectKind::OperatorFamily => {
            cursor.expect("using")?;
            cursor.identifier()?;
        }
        ObjectKind::UserMapping => {
            cursor.expect("server")?;
            cursor.identifier()?;
        }
        ObjectKind::Transform => {
            cursor.expect("language")?;
            cursor.identifier()?;
        }
        _ => {}
    }
    Some(())
}

/// The table that an object of this kind belongs to: `ON table`, where that follows.
pub(in crate::sql) fn on(object: ObjectKind, cursor: &mut Cursor<'_>) -> Option<QualifiedName> {
    match object {
        ObjectKind::Policy => {}
        ObjectKind::Trigger | ObjectKind::Index => {
            cursor.until(&["on"], false);
        }
        ObjectKind::Rule if !cursor.sees("on") => {
            cursor.until(&["to"], false);
            cursor.expect("to")?;
            return cursor.name();
        }
        ObjectKind::Rule | ObjectKind::Constraint => {}
        _ => return None,
    }
    cursor.expect("on")?;
    cursor.eat("domain");
    cursor.relation()
}

/// The key words of an action, shortened: `SET`, `UPDATE TO`, `DEPENDS ON EXTENSION`.
pub(in crate::sql) fn action_words(mut cursor: Cursor<'_>) -> String {
    let mut action = Vec::new();
    while let Some(token) = cursor.next().filter(|token| token.kind == Kind::Word && action.len() < 3) {
        action.push(cursor.of(token).to_ascii_uppercase());
    }
    action.join(" ")
}

/// The tokens of a cursor, joined by single spaces, in lower case.
pub(in crate::sql) fn words(cursor: Cursor<'_>) -> String {
    let texts: Vec<_> = cursor.remaining().iter().map(|token| cursor.of(*token).to_ascii_lowercase()).collect();
    texts.join(" ")
}
