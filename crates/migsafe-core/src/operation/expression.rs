//! What later stages need to know of an expression or a type, without a parser's tree.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::name::QualifiedName;

/// What stands for a part of a text or a name that only a run can tell. PostgreSQL takes it as an identifier.
pub(crate) const HOLE: &str = "…";

/// An expression, summed up. Copies share what was read: the operation, the schema and the report keep one each.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Expression(Arc<Summary>);

/// What is known of an expression.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// Its text as written.
    pub text: String,
    /// Its outline.
    pub shape: Shape,
    /// The functions it calls, folded, with their schema where written; `CURRENT_TIMESTAMP` and its kin in lower case.
    pub functions: Vec<QualifiedName>,
    /// The columns it names (last part of each reference), each once.
    pub columns: Vec<String>,
    /// The conditions joined by `AND` at its top, as far as they have a simple form.
    pub conjuncts: Vec<Conjunct>,
    /// It holds a subquery.
    pub subquery: bool,
    /// The type that its outermost cast gives it, where it is a cast.
    pub cast: Option<Box<TypeName>>,
    /// Every cast in it.
    pub casts: Vec<Cast>,
    /// The relations that its subqueries read.
    pub relations: Vec<QualifiedName>,
}

/// A cast within an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Cast {
    /// The type it is cast to.
    pub to: TypeName,
    /// The string that is cast, where it is one.
    pub literal: Option<String>,
}

impl From<Summary> for Expression {
    fn from(summary: Summary) -> Self {
        Self(Arc::new(summary))
    }
}

impl Deref for Expression {
    type Target = Summary;

    fn deref(&self) -> &Summary {
        &self.0
    }
}

impl DerefMut for Expression {
    fn deref_mut(&mut self) -> &mut Summary {
        Arc::make_mut(&mut self.0)
    }
}

impl Expression {
    /// One of which nothing is known but its text.
    pub(crate) fn unread(text: impl Into<String>) -> Self {
        Summary { text: text.into(), ..Summary::default() }.into()
    }

    /// The same under another text.
    pub(crate) fn written(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// Whether its truth proves that `column` is not null, as `SET NOT NULL` and `ATTACH PARTITION` need it: `column IS NOT NULL` stands among its conjuncts.
    pub fn proves_not_null(&self, column: &str) -> bool {
        self.conjuncts.iter().any(|conjunct| matches!(conjunct, Conjunct::NotNull(name) if name == column))
    }
}

impl Serialize for Expression {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// The outline of an expression.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Shape {
    /// `NULL`, also cast.
    Null,
    /// A literal, also cast, signed or as a typed string, and an array of literals.
    Literal,
    /// The bare name of a column.
    Column(String),
    /// A column cast to a type, and nothing else.
    Cast {
        /// The column.
        column: String,
        /// The type it is cast to.
        to: TypeName,
        /// Casts between the column and the last one, innermost first: `a::text::status`.
        through: Vec<TypeName>,
    },
    /// Anything else.
    #[default]
    Other,
}

/// One condition of a conjunction, in a form that proofs can use.
#[derive(Debug, Clone, PartialEq)]
pub enum Conjunct {
    /// `column IS NOT NULL`.
    NotNull(String),
    /// `column operator literal`, the literal's text as written (a column on the right side is turned round).
    Compare {
        /// The column.
        column: String,
        /// `=`, `<>`, `<`, `<=`, `>`, `>=`.
        operator: String,
        /// The literal.
        literal: String,
    },
    /// `column IN (literal, …)`.
    In {
        /// The column.
        column: String,
        /// The literals.
        literals: Vec<String>,
    },
    /// Alternatives joined by `OR`, each the conditions that it joins by `AND`; only where every alternative has a simple form.
    Either(Vec<Vec<Conjunct>>),
}

/// A type as written, under its catalog name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TypeName {
    /// The name, folded; built-in aliases under the name that `format_type` prints: `integer`, `bigint`, `character varying`, `timestamp with time zone`, `boolean`, `double precision`, `numeric`, `character`; `serial` and its kin stay.
    pub name: QualifiedName,
    /// The modifiers as written: `varchar(50)` → `["50"]`, `numeric(10,2)` → `["10", "2"]`, `interval day to second` → `["day to second"]`.
    pub modifiers: Vec<String>,
    /// The number of array dimensions.
    pub dimensions: u8,
}

impl TypeName {
    /// A type without modifiers, outside any schema.
    pub fn simple(name: &str) -> Self {
        Self { name: QualifiedName::bare(name), ..Self::default() }
    }

    /// Whether it is `smallserial`, `serial` or `bigserial`.
    pub fn is_serial(&self) -> bool {
        self.name.schema.is_none() && matches!(self.name.name.as_str(), "smallserial" | "serial" | "bigserial")
    }

    /// The type that the column gets: `integer` for `serial`, itself otherwise.
    #[must_use]
    pub fn stored(&self) -> Self {
        let name = match self.name.name.as_str() {
            "smallserial" if self.is_serial() => "smallint",
            "serial" if self.is_serial() => "integer",
            "bigserial" if self.is_serial() => "bigint",
            _ => return self.clone(),
        };
        Self::simple(name)
    }

    /// The type as SQL: `timestamp(3) without time zone`, `"Mood"[]`.
    pub fn to_sql(&self) -> String {
        let name = &self.name;
        let plain = name.schema.is_none()
            && name.name.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || " _".contains(character));
        let mut sql = match (plain, self.modifiers.is_empty()) {
            (false, true) => name.to_sql(),
            (false, false) => format!("{}({})", name.to_sql(), self.modifiers.join(",")),
            (true, _) => return self.to_string(),
        };
        sql.push_str(&"[]".repeat(usize::from(self.dimensions)));
        sql
    }

    /// The modifier at `index` as a number.
    pub fn modifier(&self, index: usize) -> Option<i64> {
        self.modifiers.get(index)?.parse().ok()
    }
}

impl std::fmt::Display for TypeName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.name.short();
        let modifiers = self.modifiers.join(",");
        // As `format_type` prints them: `timestamp(3) without time zone`, `interval day to second(3)`.
        match name.split_once(" with") {
            _ if modifiers.is_empty() => f.write_str(&name)?,
            Some((head, tail)) => write!(f, "{head}({modifiers}) with{tail}")?,
            None if name == "interval" && !modifiers.starts_with(|first: char| first.is_ascii_digit()) => write!(f, "{name} {modifiers}")?,
            None => write!(f, "{name}({modifiers})")?,
        }
        for _ in 0..self.dimensions {
            f.write_str("[]")?;
        }
        Ok(())
    }
}

impl Serialize for TypeName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
