//! Constraints and indexes.

use sqlparser::ast::{
    self, ConstraintCharacteristics, DeferrableInitial, Expr, ForeignKeyConstraint, IndexColumn, IndexType, NullsDistinctOption,
    TableConstraint,
};

use super::collect::table;
use super::name::{ident, idents, qualified};
use super::summary::{bare, column, summarize};
use crate::operation::{ConstraintDefinition, ConstraintKind, CreateIndex, ForeignKey, IndexPart, Key, Operation, ReferentialAction};

/// A table constraint.
pub(super) fn constraint(tree: &TableConstraint) -> Result<ConstraintDefinition, String> {
    match tree {
        TableConstraint::PrimaryKey(it) => {
            refuse_options(it.index_name.is_some() || it.index_type.is_some() || !it.index_options.is_empty())?;
            let key = Key { columns: plain_columns(&it.columns)?, include: idents(&it.include), ..Key::default() };
            Ok(define(it.name.as_ref(), ConstraintKind::PrimaryKey(key), it.characteristics.as_ref()))
        }
        TableConstraint::Unique(it) => {
            refuse_options(it.index_name.is_some() || it.index_type.is_some() || !it.index_options.is_empty())?;
            let nulls_not_distinct = matches!(it.nulls_distinct, NullsDistinctOption::NotDistinct);
            let key = Key { columns: plain_columns(&it.columns)?, include: idents(&it.include), nulls_not_distinct, ..Key::default() };
            Ok(define(it.name.as_ref(), ConstraintKind::Unique(key), it.characteristics.as_ref()))
        }
        TableConstraint::PrimaryKeyUsingIndex(it) => {
            let key = Key { using_index: Some(ident(&it.index_name)), ..Key::default() };
            Ok(define(it.name.as_ref(), ConstraintKind::PrimaryKey(key), it.characteristics.as_ref()))
        }
        TableConstraint::UniqueUsingIndex(it) => {
            let key = Key { using_index: Some(ident(&it.index_name)), ..Key::default() };
            Ok(define(it.name.as_ref(), ConstraintKind::Unique(key), it.characteristics.as_ref()))
        }
        TableConstraint::ForeignKey(it) => {
            refuse_options(it.index_name.is_some())?;
            Ok(define(it.name.as_ref(), ConstraintKind::ForeignKey(foreign_key(it, idents(&it.columns))?), it.characteristics.as_ref()))
        }
        TableConstraint::Check(it) => check(it),
        TableConstraint::Exclude(it) => {
            let columns = it.elements.iter().filter_map(|element| column(&element.column.column.expr)).collect();
            Ok(define(it.name.as_ref(), ConstraintKind::Exclude { columns }, it.characteristics.as_ref()))
        }
        TableConstraint::Index(_) | TableConstraint::FulltextOrSpatial(_) => {
            Err("an index inside a table definition is not PostgreSQL".to_owned())
        }
    }
}

/// A `CHECK`, of a table or of a column.
pub(super) fn check(it: &ast::CheckConstraint) -> Result<ConstraintDefinition, String> {
    let kind = ConstraintKind::Check { expression: summarize(&it.expr)?, no_inherit: it.no_inherit };
    let mut definition = ConstraintDefinition::new(it.name.as_ref().map(ident), kind);
    definition.not_enforced = it.enforced == Some(false);
    Ok(definition)
}

fn refuse_options(any: bool) -> Result<(), String> {
    if any { Err("the constraint has an option that is not PostgreSQL".to_owned()) } else { Ok(()) }
}

/// A constraint with its name and its characteristics.
pub(super) fn define(
    name: Option<&ast::Ident>,
    kind: ConstraintKind,
    characteristics: Option<&ConstraintCharacteristics>,
) -> ConstraintDefinition {
    let mut definition = ConstraintDefinition::new(name.map(ident), kind);
    if let Some(characteristics) = characteristics {
        definition.initially_deferred = matches!(characteristics.initially, Some(DeferrableInitial::Deferred));
        // `INITIALLY DEFERRED` alone implies `DEFERRABLE` (docs: "CREATE TABLE").
        definition.deferrable = characteristics.deferrable.unwrap_or(definition.initially_deferred);
        definition.not_enforced = characteristics.enforced == Some(false);
    }
    definition
}

/// A foreign key from these columns.
pub(super) fn foreign_key(it: &ForeignKeyConstraint, columns: Vec<String>) -> Result<ForeignKey, String> {
    Ok(ForeignKey {
        columns,
        references: qualified(&it.foreign_table)?,
        referenced_columns: idents(&it.referred_columns),
        on_delete: it.on_delete.map(action).unwrap_or_default(),
        on_update: it.on_update.map(action).unwrap_or_default(),
    })
}

fn action(action: ast::ReferentialAction) -> ReferentialAction {
    match action {
        ast::ReferentialAction::Restrict => ReferentialAction::Restrict,
        ast::ReferentialAction::Cascade => ReferentialAction::Cascade,
        ast::ReferentialAction::SetNull => ReferentialAction::SetNull,
        ast::ReferentialAction::NoAction => ReferentialAction::NoAction,
        ast::ReferentialAction::SetDefault => ReferentialAction::SetDefault,
    }
}

fn plain_columns(columns: &[IndexColumn]) -> Result<Vec<String>, String> {
    columns.iter().map(|part| column(&part.column.expr).ok_or_else(|| "a key over something that is no column".to_owned())).collect()
}

/// `CREATE INDEX`.
pub(super) fn create_index(it: &ast::CreateIndex) -> Result<Vec<Operation>, String> {
    if it.r#async || !it.index_options.is_empty() || !it.alter_options.is_empty() {
        return Err("the CREATE INDEX has an option that is not PostgreSQL".to_owned());
    }
    let operation = CreateIndex {
        name: it.name.as_ref().map(|name| qualified(name).map(|name| name.name.to_string())).transpose()?,
        table: table(&it.table_name)?,
        unique: it.unique,
        concurrently: it.concurrently,
        if_not_exists: it.if_not_exists,
        only: false,
        method: it.using.as_ref().map_or_else(|| "btree".to_owned(), method),
        parts: it.columns.iter().map(index_part).collect::<Result<_, _>>()?,
        part_options: written_options(it.columns.iter().map(part_options).collect()),
        include: idents(&it.include),
        predicate: it.predicate.as_ref().map(summarize).transpose()?,
        nulls_not_distinct: it.nulls_distinct == Some(false),
    };
    Ok(vec![operation.into()])
}

fn method(method: &IndexType) -> String {
    match method {
        IndexType::BTree => "btree".to_owned(),
        IndexType::Hash => "hash".to_owned(),
        IndexType::GIN => "gin".to_owned(),
        IndexType::GiST => "gist".to_owned(),
        IndexType::SPGiST => "spgist".to_owned(),
        IndexType::BRIN => "brin".to_owned(),
        IndexType::Bloom => "bloom".to_owned(),
        IndexType::Custom(name) => ident(name),
    }
}

/// What stands behind a part of an index.
fn part_options(part: &IndexColumn) -> String {
    let collation = match bare(&part.column.expr) {
        Expr::Collate { collation, .. } => Some(format!("COLLATE {collation}")),
        _ => None,
    };
    let class = part.operator_class.as_ref().map(ToString::to_string);
    let order = (part.column.options.sort == Some(ast::OrderBySort::Desc)).then(|| "DESC".to_owned());
    let nulls = part.column.options.nulls_first.map(|first| if first { "NULLS FIRST" } else { "NULLS LAST" }.to_owned());
    [collation, class, order, nulls].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Nothing where nothing is written behind any part.
pub(in crate::sql) fn written_options(options: Vec<String>) -> Vec<String> {
    if options.iter().all(String::is_empty) { Vec::new() } else { options }
}

fn index_part(part: &IndexColumn) -> Result<IndexPart, String> {
    let expression = bare(&part.column.expr);
    let plain = match expression {
        Expr::Collate { expr, .. } => column(expr),
        _ => column(expression),
    };
    match plain {
        Some(column) => Ok(IndexPart::Column(column)),
        None => Ok(IndexPart::Expression(summarize(expression)?)),
    }
}
