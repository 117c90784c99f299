//! What one statement of a class asks of the table.

use super::class::{last_name, literal};
use crate::python::{Argument, Expr, ExprKind, Stmt, StmtKind};

/// What a statement brings.
pub(super) enum Member {
    Column {
        name: String,
        asks: Option<String>,
        at: usize,
    },
    /// A key or an index with a name.
    Rest(String),
    /// It may be a column, and cannot be told.
    Unknown,
}

/// SQLAlchemy's own types: of any other name the database's type cannot be told.
const TYPES: [&str; 30] = [
    "String",
    "Text",
    "Unicode",
    "UnicodeText",
    "Integer",
    "BigInteger",
    "SmallInteger",
    "Boolean",
    "DateTime",
    "Date",
    "Time",
    "Interval",
    "Float",
    "Double",
    "Numeric",
    "JSON",
    "JSONB",
    "UUID",
    "Uuid",
    "LargeBinary",
    "ARRAY",
    "INET",
    "CIDR",
    "TIMESTAMP",
    "TEXT",
    "VARCHAR",
    "INTEGER",
    "BIGINT",
    "TSVECTOR",
    "HSTORE",
];

/// Calls whose result is no column.
const NO_COLUMNS: [&str; 14] = [
    "relationship",
    "Relationship",
    "column_property",
    "synonym",
    "association_proxy",
    "hybrid_property",
    "composite",
    "query_expression",
    "backref",
    "PrivateAttr",
    "ConfigDict",
    "dynamic_loader",
    "aliased",
    "getLogger",
];

/// What a statement in a class brings.
pub(super) fn of_class(text: &str, statement: &Stmt, is_sqlmodel: bool) -> Vec<Member> {
    match &statement.kind {
        StmtKind::Assign { targets, value, .. } => {
            let [target] = &targets[..] else { return Vec::new() };
            let ExprKind::Name(name) = &target.kind else { return Vec::new() };
            if name == "__table_args__" {
                return table_arguments(text, value);
            }
            if name.starts_with("__") {
                return Vec::new();
            }
            let annotation = annotation(text, target, value.span.start);
            let member = match &value.kind {
                ExprKind::Call(..) => of_call(text, value, Some(name), annotation),
                // A default, where the class says `table=True`.
                _ if is_sqlmodel && annotation.is_some_and(|it| !it.contains("ClassVar")) => {
                    Some(Member::Column { name: name.clone(), asks: None, at: target.span.start })
                }
                _ => None,
            };
            member.into_iter().collect()
        }
        StmtKind::Declare { .. } => declared(text, statement, is_sqlmodel).into_iter().collect(),
        StmtKind::Def(function) if !function.name.starts_with("__") => {
            let returned = function.body.iter().find_map(|it| match &it.kind {
                StmtKind::Return(value) => value.as_ref(),
                _ => None,
            });
            let column = returned.and_then(|value| of_call(text, value, Some(&function.name), None));
            // A method that returns a column is an attribute of the mapped class; any other asks nothing.
            column.into_iter().filter(|member| matches!(member, Member::Column { .. })).collect()
        }
        _ => Vec::new(),
    }
}

/// `name: Mapped[str]`, which says all of it.
fn declared(text: &str, statement: &Stmt, is_sqlmodel: bool) -> Option<Member> {
    let (name, annotation) = statement.span.of(text).split_once(':')?;
    let is_column = if is_sqlmodel { !annotation.contains("ClassVar") } else { annotation.trim_start().starts_with("Mapped[") };
    let is_word = !name.is_empty() && name.chars().all(|it| it.is_alphanumeric() || it == '_');
    (is_column && is_word).then(|| Member::Column { name: name.to_owned(), asks: None, at: statement.span.start })
}

/// `name: ANNOTATION = value`.
fn annotation<'t>(text: &'t str, target: &Expr, value: usize) -> Option<&'t str> {
    let between = text.get(target.span.end..value)?.trim_start().strip_prefix(':')?;
    Some(between.trim_end().trim_end_matches('=').trim())
}

/// What a call brings; `attribute` is the name that it is given.
pub(super) fn of_call(text: &str, value: &Expr, attribute: Option<&str>, annotation: Option<&str>) -> Option<Member> {
    let ExprKind::Call(function, arguments) = &value.kind else { return None };
    let at = value.span.start;
    let named = |wanted: &str| arguments.iter().find(|it| it.name.as_deref() == Some(wanted)).map(|it| &it.value);
    match last_name(function)? {
        kind @ ("Column" | "mapped_column") => {
            let written = arguments.first().filter(|it| it.name.is_none()).and_then(|it| literal(&it.value));
            let asks = asks(text, kind, arguments, usize::from(written.is_some()), annotation);
            Some(Member::Column { name: written.or_else(|| attribute.map(str::to_owned))?, asks, at })
        }
        "deferred" => of_call(text, &arguments.first()?.value, attribute, annotation),
        "Field" => {
            let inner = named("sa_column").and_then(|value| of_call(text, value, attribute, None));
            Some(inner.unwrap_or(Member::Column { name: attribute?.to_owned(), asks: None, at }))
        }
        "Index" => Some(Member::Rest(format!("index {}", literal(&arguments.first()?.value)?))),
        kind @ ("UniqueConstraint" | "CheckConstraint" | "ForeignKeyConstraint" | "PrimaryKeyConstraint" | "ExcludeConstraint") => {
            Some(Member::Rest(format!("{kind} {}", literal(named("name")?)?)))
        }
        other if NO_COLUMNS.contains(&other) => None,
        _ => Some(Member::Unknown),
    }
}

/// `__table_args__ = (Index(…), …, {…})`.
fn table_arguments(text: &str, value: &Expr) -> Vec<Member> {
    let items: &[Expr] = match &value.kind {
        ExprKind::Sequence(items) | ExprKind::Tuple(items) => items,
        _ => std::slice::from_ref(value),
    };
    items.iter().filter_map(|item| of_call(text, item, None, None)).filter(|member| matches!(member, Member::Rest(_))).collect()
}

/// What is asked of a column: its type, whether it may be NULL, and its keys.
fn asks(text: &str, kind: &str, arguments: &[Argument], skipped: usize, annotation: Option<&str>) -> Option<String> {
    let mut column_type = None;
    let mut keys = Vec::new();
    for argument in arguments.iter().skip(skipped).filter(|it| it.name.is_none()) {
        let value = &argument.value;
        let (name, inner): (Option<&str>, &[Argument]) = match &value.kind {
            ExprKind::Call(function, inner) => (last_name(function), inner),
            _ => (last_name(value), &[]),
        };
        match name? {
            "ForeignKey" => keys.push(format!("references {}", literal(&inner.first()?.value)?)),
            "Identity" | "Sequence" | "Computed" | "FetchedValue" => {}
            name if TYPES.contains(&name) && column_type.is_none() => column_type = Some(squeezed(value.span.of(text))),
            _ => return None,
        }
    }
    let truth = |wanted: &str| match arguments.iter().find(|it| it.name.as_deref() == Some(wanted)).map(|it| &it.value.kind) {
        None => Some(None),
        Some(ExprKind::Bool(value)) => Some(Some(*value)),
        Some(_) => None,
    };
    let is_key = truth("primary_key")?.unwrap_or(false);
    let optional = annotation.filter(|_| kind == "mapped_column").map(|it| it.contains("None") || it.contains("Optional"));
    let nullable = truth("nullable")?.or(optional).unwrap_or(true) || is_key;
    let column_type = match (column_type, annotation) {
        (Some(column_type), _) => column_type,
        // A foreign key takes the type of what it references.
        (None, _) if !keys.is_empty() => String::new(),
        (None, Some(annotation)) => {
            let plain = ["Mapped[", "Optional["].iter().fold(squeezed(annotation), |text, word| text.replace(word, ""));
            plain.replace("|None", "").replace("None|", "").trim_end_matches(']').to_owned()
        }
        (None, None) => return None,
    };
    let flags = [
        ("primary key", is_key),
        ("not null", !nullable),
        ("unique", truth("unique")?.unwrap_or(false)),
        ("index", truth("index")?.unwrap_or(false)),
    ];
    let flags = flags.into_iter().filter(|(_, set)| *set).map(|(word, _)| word.to_owned());
    Some(std::iter::once(column_type).chain(keys).chain(flags).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
}

/// A type in one form of writing: without white space, the names of modules and empty brackets.
fn squeezed(text: &str) -> String {
    let bare: String = text.chars().filter(|it| !it.is_whitespace()).map(|it| if it == '\'' { '"' } else { it }).collect();
    let (path, rest) = bare.split_at(bare.find(['(', '[']).unwrap_or(bare.len()));
    let name = path.rsplit('.').next().unwrap_or(path);
    format!("{name}{}", if rest == "()" { "" } else { rest }).replace(",)", ")")
}
