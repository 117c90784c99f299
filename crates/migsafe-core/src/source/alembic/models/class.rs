//! Declarative classes and `Table(…)` to tables, with what they take over from the classes they stand on.
//!
//! Source: SQLAlchemy's documentation, *Table Configuration with Declarative*, *Mapping Class Inheritance Hierarchies* and *Composing Mapped Hierarchies with Mixins*.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::super::super::{ModelColumn, ModelTable, Models};
use super::column::{self, Member};
use crate::python::{self, Argument, Expr, ExprKind, Stmt, StmtKind, TextPart};
use crate::span::LineIndex;

/// A class stands on no more classes one above the other than these.
const NESTING: usize = 12;

/// Classes of libraries that bring no column.
const WITHOUT_COLUMNS: [&str; 18] = [
    "Base",
    "DeclarativeBase",
    "DeclarativeBaseNoMeta",
    "Model",
    "SQLModel",
    "object",
    "ABC",
    "Generic",
    "AsyncAttrs",
    "MappedAsDataclass",
    "Protocol",
    "Enum",
    "str",
    "int",
    "BaseModel",
    "UserMixin",
    "RoleMixin",
    "AbstractConcreteBase",
];

/// A file with what its places mean.
struct File<'t> {
    path: &'t Utf8Path,
    text: &'t str,
    lines: LineIndex,
    block: Vec<Stmt>,
}

/// A class and where it stands.
struct Class<'t> {
    file: &'t File<'t>,
    name: &'t str,
    bases: Vec<&'t str>,
    /// Written with `table=True`.
    is_sqlmodel: bool,
    body: &'t [Stmt],
    start: usize,
    /// `__tablename__`, where it is written out.
    table: Option<String>,
    is_abstract: bool,
    /// Its table's name is made by a program.
    is_named_by_program: bool,
}

/// What the files ask for.
pub(super) fn read(texts: &BTreeMap<Utf8PathBuf, Arc<str>>) -> Models {
    let files: Vec<File<'_>> =
        texts.iter().map(|(path, text)| File { path, text, lines: LineIndex::new(text), block: python::parse(text) }).collect();
    let mut models = Models::default();
    let mut classes: Vec<Class<'_>> = Vec::new();
    for file in &files {
        for statement in &file.block {
            match &statement.kind {
                StmtKind::Class { name, arguments, body, .. } => {
                    classes.push(Class::new(file, name, arguments, body, statement.span.start));
                }
                StmtKind::Assign { value, .. } => models.tables.extend(plain_table(file, value)),
                _ => {}
            }
        }
    }
    let mut known = ByName { named: HashMap::new() };
    for class in &classes {
        known.named.entry(class.name).or_default().push(class);
    }
    // Tables first: classes without one of their own add to those of the classes that they stand on.
    let (own, added): (Vec<&Class<'_>>, Vec<&Class<'_>>) = classes.iter().partition(|class| class.own_table().is_some());
    for class in own.iter().filter(|class| !class.is_abstract) {
        let Some(name) = class.own_table() else { continue };
        let mut table = ModelTable { path: class.file.path.to_owned(), line: class.file.lines.line(class.start), ..ModelTable::default() };
        known.take_over(class, &mut table, NESTING);
        models.tables.insert(name, table);
    }
    for class in added {
        models.partial |= class.is_named_by_program;
        let above = known.table_above(class, NESTING);
        if let Some(table) = above.and_then(|name| models.tables.get_mut(&name)) {
            class.columns(table);
        }
    }
    models
}

struct ByName<'t> {
    named: HashMap<&'t str, Vec<&'t Class<'t>>>,
}

impl<'t> ByName<'t> {
    /// The class of that name: the one of the same file, else the only one.
    fn find(&self, from: &Class<'_>, name: &str) -> Option<&'t Class<'t>> {
        let all = self.named.get(name)?;
        let own = all.iter().find(|class| class.file.path == from.file.path);
        own.or_else(|| all.first().filter(|_| all.len() == 1)).copied().filter(|class| class.start != from.start || class.name != from.name)
    }

    /// Its own columns and those of the classes below it that have no table themselves.
    fn take_over(&self, class: &Class<'_>, table: &mut ModelTable, nesting: usize) {
        for base in &class.bases {
            match self.find(class, base).filter(|_| nesting > 0) {
                Some(base) if base.own_table().is_none() || base.is_abstract => self.take_over(base, table, nesting - 1),
                Some(_) => {}
                None => table.partial |= !WITHOUT_COLUMNS.contains(base),
            }
        }
        class.columns(table);
    }

    /// The table of the nearest class that it stands on and that has one.
    fn table_above(&self, class: &Class<'_>, nesting: usize) -> Option<String> {
        if nesting == 0 || class.is_abstract {
            return None;
        }
        let mut bases = class.bases.iter().filter_map(|base| self.find(class, base));
        bases.find_map(|base| base.own_table().filter(|_| !base.is_abstract).or_else(|| self.table_above(base, nesting - 1)))
    }
}

impl<'t> Class<'t> {
    fn new(file: &'t File<'t>, name: &'t str, arguments: &'t [Argument], body: &'t [Stmt], start: usize) -> Self {
        let bases = arguments.iter().filter(|it| it.name.is_none()).filter_map(|it| last_name(&it.value)).collect();
        let is_sqlmodel = arguments.iter().any(|it| it.name.as_deref() == Some("table") && it.value.kind == ExprKind::Bool(true));
        let table = assigned(body, "__tablename__");
        Self {
            file,
            name,
            bases,
            is_sqlmodel,
            body,
            start,
            table: table.and_then(literal),
            is_abstract: assigned(body, "__abstract__").is_some_and(|value| value.kind == ExprKind::Bool(true)),
            is_named_by_program: table.is_some_and(|value| literal(value).is_none()),
        }
    }

    /// The name of its own table: written out, or made of the class's.
    fn own_table(&self) -> Option<String> {
        self.table.clone().or_else(|| (self.is_sqlmodel && !self.is_named_by_program).then(|| self.name.to_lowercase()))
    }

    fn columns(&self, table: &mut ModelTable) {
        for statement in self.body {
            for member in column::of_class(self.file.text, statement, self.is_sqlmodel) {
                // What another file brings stands at the table itself.
                let elsewhere = (self.file.path != table.path).then_some(table.line);
                take(member, |at| elsewhere.unwrap_or_else(|| self.file.lines.line(at)), table);
            }
        }
    }
}

fn take(member: Member, line: impl Fn(usize) -> usize, table: &mut ModelTable) {
    match member {
        Member::Column { name, asks, at } => {
            let line = line(at);
            table.columns.insert(name, ModelColumn { asks, aliases: Vec::new(), line });
        }
        Member::Rest(asks) => {
            table.rest.insert(asks);
        }
        Member::Unknown => table.partial = true,
    }
}

/// What a class gives a name, or returns from the method of that name.
fn assigned<'t>(body: &'t [Stmt], wanted: &str) -> Option<&'t Expr> {
    body.iter().find_map(|statement| match &statement.kind {
        StmtKind::Assign { targets, value, .. } if targets.iter().any(|it| matches!(&it.kind, ExprKind::Name(own) if own == wanted)) => {
            Some(value)
        }
        StmtKind::Def(function) if function.name == wanted => function.body.iter().find_map(|it| match &it.kind {
            StmtKind::Return(value) => value.as_ref(),
            _ => None,
        }),
        _ => None,
    })
}

/// `members = Table("members", metadata, Column("id", Integer), …)`.
fn plain_table(file: &File<'_>, value: &Expr) -> Option<(String, ModelTable)> {
    let ExprKind::Call(function, arguments) = &value.kind else { return None };
    if last_name(function) != Some("Table") {
        return None;
    }
    let name = literal(&arguments.first()?.value)?;
    let mut table = ModelTable { path: file.path.to_owned(), line: file.lines.line(value.span.start), ..ModelTable::default() };
    for argument in arguments.iter().skip(2).filter(|it| it.name.is_none()) {
        match column::of_call(file.text, &argument.value, None, None) {
            Some(member) => take(member, |at| file.lines.line(at), &mut table),
            None => table.partial |= matches!(argument.value.kind, ExprKind::Starred(_)),
        }
    }
    Some((name, table))
}

/// The last name of `a.b.c`, also of `a.b[c]`.
pub(super) fn last_name(value: &Expr) -> Option<&str> {
    match &value.kind {
        ExprKind::Name(name) | ExprKind::Attribute(_, name) => Some(name),
        ExprKind::Subscript(value, _) => last_name(value),
        _ => None,
    }
}

/// A text that is written out.
pub(super) fn literal(value: &Expr) -> Option<String> {
    let ExprKind::Text(parts) = &value.kind else { return None };
    let parts = parts.iter().map(|part| match part {
        TextPart::Literal(text) => Some(text.value.as_str()),
        TextPart::Value(..) => None,
    });
    parts.collect()
}

#[cfg(test)]
mod tests;
