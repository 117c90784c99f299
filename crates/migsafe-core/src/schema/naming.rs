//! The names that PostgreSQL makes for constraints, indexes and sequences.
//!
//! Source: PostgreSQL source, `makeObjectName`, `ChooseRelationName`, `ChooseConstraintName`, `ChooseIndexName`, `FigureColname`; measured on 15.

use super::hash::{HashMap, HashSet};

use super::Schema;
use super::made_names::{Among, Series};
use crate::name::QualifiedName;
use crate::operation::{Expression, IndexPart, Shape};

/// The longest name in bytes: `NAMEDATALEN` less the terminator.
const LONGEST: usize = 63;

/// `first_second_label`, the longer of the two names cut until the whole fits.
pub(super) fn made_name(first: &str, second: Option<&str>, label: &str) -> String {
    let overhead = label.len() + 1 + usize::from(second.is_some());
    let available = LONGEST.saturating_sub(overhead);
    let mut first_length = first.len();
    let mut second_length = second.map_or(0, str::len);
    while first_length + second_length > available {
        if first_length > second_length {
            first_length -= 1;
        } else {
            second_length -= 1;
        }
    }
    let mut name = clipped(first, first_length).to_owned();
    if let Some(second) = second {
        name.push('_');
        name.push_str(clipped(second, second_length));
    }
    name.push('_');
    name.push_str(label);
    name
}

/// A name as the catalog holds it: cut at 63 bytes, at a character's boundary.
pub(super) fn truncated(name: &str) -> &str {
    clipped(name, LONGEST)
}

fn clipped(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Column names joined as in made names. PostgreSQL stops adding once the result is as long as a name may be.
fn joined(columns: &[String]) -> String {
    let mut joined = String::new();
    for column in columns {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(column);
        if joined.len() > LONGEST {
            break;
        }
    }
    clipped(&joined, LONGEST).to_owned()
}

/// The names that an index gives its columns: an expression is named after its function or `expr`, a name that is taken gets a number.
pub(super) fn index_column_names(parts: &[IndexPart], include: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(parts.len() + include.len());
    let mut taken: HashSet<String> = HashSet::default();
    let mut numbers: HashMap<String, usize> = HashMap::default();
    let wanted = parts.iter().map(|part| match part {
        IndexPart::Column(name) => name.clone(),
        IndexPart::Expression(expression) => expression_name(expression),
    });
    for name in wanted.chain(include.iter().cloned()) {
        let mut candidate = name.clone();
        while taken.contains(&candidate) {
            let number = numbers.entry(name.clone()).or_default();
            *number += 1;
            let suffix = number.to_string();
            candidate = format!("{}{suffix}", clipped(&name, LONGEST - suffix.len()));
        }
        taken.insert(candidate.clone());
        names.push(candidate);
    }
    names
}

fn expression_name(expression: &Expression) -> String {
    match &expression.shape {
        Shape::Column(column) | Shape::Cast { column, .. } => return column.clone(),
        _ => {}
    }
    let mut text = expression.text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).filter(|inner| balanced(inner)) {
        text = inner.trim();
    }
    function_name(text).unwrap_or_else(|| "expr".to_owned())
}

/// The function's name, where the text is one call and nothing else, casts aside.
fn function_name(text: &str) -> Option<String> {
    let open = text.find('(')?;
    let (name, rest) = text.split_at_checked(open)?;
    let close = closing(rest)?;
    let after = rest.get(close + 1..)?.trim_start();
    if !(after.is_empty() || after.starts_with("::")) || after.contains(' ') {
        return None;
    }
    let last = name.trim().rsplit('.').next()?;
    if let Some(quoted) = last.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Some(quoted.to_owned());
    }
    let plain = !last.is_empty() && last.chars().all(|character| character.is_alphanumeric() || character == '_');
    plain.then(|| last.to_lowercase())
}

/// Where the parenthesis that the text begins with closes. Quotes are passed over.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            (None, _) => {}
        }
    }
    None
}

fn balanced(inner: &str) -> bool {
    let wrapped = format!("({inner})");
    closing(&wrapped) == Some(wrapped.len() - 1)
}

/// What kind of index a name is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum IndexLabel {
    /// Of a primary key.
    PrimaryKey,
    /// Of a unique constraint.
    Unique,
    /// Of an exclusion constraint.
    Exclude,
    /// Of no constraint.
    Plain,
}

impl Schema {
    /// The name that an index gets where none is written.
    pub(super) fn choose_index_name(&mut self, table: &QualifiedName, label: IndexLabel, column_names: &[String]) -> String {
        let columns = || joined(column_names);
        match label {
            IndexLabel::PrimaryKey => self.choose_relation_name(table, None, "pkey", true),
            IndexLabel::Unique => self.choose_relation_name(table, Some(&columns()), "key", true),
            IndexLabel::Exclude => self.choose_relation_name(table, Some(&columns()), "excl", true),
            IndexLabel::Plain => self.choose_relation_name(table, Some(&columns()), "idx", false),
        }
    }

    /// The name that the sequence of a serial or identity column gets.
    pub(super) fn choose_sequence_name(&mut self, table: &QualifiedName, column: &str) -> String {
        self.choose_relation_name(table, Some(column), "seq", false)
    }

    /// The name that a check, foreign key or not-null constraint gets where none is written.
    pub(super) fn choose_constraint_name(&mut self, table: &QualifiedName, columns: Option<&[String]>, label: &str) -> String {
        let second = columns.map(joined);
        self.first_free(table, second.as_deref(), label, Among::Constraints)
    }

    fn choose_relation_name(&mut self, table: &QualifiedName, second: Option<&str>, label: &str, constraint: bool) -> String {
        self.first_free(table, second, label, if constraint { Among::Both } else { Among::Relations })
    }

    fn taken(&self, name: &QualifiedName, among: Among) -> bool {
        (among != Among::Constraints && self.relation_exists(name))
            || (among != Among::Relations && self.constraint_names.contains_key(name))
    }

    fn first_free(&mut self, table: &QualifiedName, second: Option<&str>, label: &str, among: Among) -> String {
        let mut candidate = QualifiedName { schema: table.schema.clone(), name: made_name(&table.name, second, label).into() };
        if !self.taken(&candidate, among) {
            return candidate.name.to_string();
        }
        let series = Series { table: table.clone(), second: second.map(str::to_owned), label: label.to_owned(), among };
        let mut number = self.made_names.begin(&series);
        loop {
            candidate.name = made_name(&table.name, second, &format!("{label}{number}")).into();
            if !self.taken(&candidate, among) {
                return candidate.name.to_string();
            }
            self.made_names.pass(&series, number, &candidate);
            number += 1;
        }
    }
}
