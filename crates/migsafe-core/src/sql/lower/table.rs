//! CREATE TABLE and its columns.

use sqlparser::ast::{
    self, ColumnDef, ColumnOption, CreateTableLikeDefaults, CreateTableLikeKind, CreateTableOptions, Expr, ForValues, FunctionArguments,
    GeneratedAs, GeneratedExpressionMode,
};

use super::children::argument;
use super::constraint::{check, constraint, define, foreign_key};
use super::name::{ident, qualified, type_name};
use super::query::reads;
use super::summary::{bare, column, summarize};
use super::text::text;
use crate::operation::{
    ColumnDefinition, ConstraintKind, CreateTable, Generated, Identity, Key, Like, Operation, PartitionBound, PartitionBy, PartitionOf,
    Persistence,
};

/// `CREATE TABLE`.
pub(super) fn create_table(it: &ast::CreateTable) -> Result<Vec<Operation>, String> {
    if is_foreign(it) {
        return Err("the CREATE TABLE has a clause that is not PostgreSQL".to_owned());
    }
    let mut operations = Vec::new();
    let as_query = match &it.query {
        Some(query) => {
            let (reads, modifications) = reads(query)?;
            operations = modifications;
            Some(reads)
        }
        None => None,
    };
    let persistence = match (it.temporary, it.unlogged) {
        (true, _) => Persistence::Temporary,
        (false, true) => Persistence::Unlogged,
        (false, false) => Persistence::Permanent,
    };
    let create = CreateTable {
        table: qualified(&it.name)?,
        if_not_exists: it.if_not_exists,
        columns: it.columns.iter().map(column_definition).collect::<Result<_, _>>()?,
        constraints: it.constraints.iter().map(constraint).collect::<Result<_, _>>()?,
        persistence,
        partition_by: it.partition_by.as_deref().map(partition_by).transpose()?,
        partition_of: partition_of(it)?,
        inherits: it.inherits.iter().flatten().map(qualified).collect::<Result<_, _>>()?,
        like: it.like.iter().map(like).collect::<Result<_, _>>()?,
        as_query,
        foreign: false,
        of_type: None,
    };
    operations.push(create.into());
    Ok(operations)
}

/// Whether the statement uses what other databases add to CREATE TABLE.
fn is_foreign(it: &ast::CreateTable) -> bool {
    it.or_replace
        || it.external
        || it.dynamic
        || it.transient
        || it.volatile
        || it.iceberg
        || it.snapshot
        || it.clone.is_some()
        || it.without_rowid
        || it.strict
        || it.on_cluster.is_some()
        || it.primary_key.is_some()
        || it.order_by.is_some()
        || it.cluster_by.is_some()
        || it.clustered_by.is_some()
        || it.location.is_some()
        || it.comment.is_some()
        || it.backup.is_some()
        || it.diststyle.is_some()
        || it.distkey.is_some()
        || it.sortkey.is_some()
        || it.multiset.is_some()
        || it.fallback.is_some()
        || !matches!(it.table_options, CreateTableOptions::None | CreateTableOptions::With(_))
}

fn like(tree: &CreateTableLikeKind) -> Result<Like, String> {
    let (CreateTableLikeKind::Parenthesized(like) | CreateTableLikeKind::Plain(like)) = tree;
    let including = match like.defaults {
        Some(CreateTableLikeDefaults::Including) => vec!["defaults".to_owned()],
        Some(CreateTableLikeDefaults::Excluding) | None => Vec::new(),
    };
    Ok(Like { table: qualified(&like.name)?, including })
}

/// The clause arrives as a call: `RANGE (a, b)`.
fn partition_by(tree: &Expr) -> Result<PartitionBy, String> {
    let unknown = || "the PARTITION BY has an unknown form".to_owned();
    let Expr::Function(call) = tree else { return Err(unknown()) };
    let FunctionArguments::List(list) = &call.args else { return Err(unknown()) };
    let strategy = qualified(&call.name)?.name;
    if !matches!(strategy.as_str(), "range" | "list" | "hash") {
        return Err(unknown());
    }
    let columns = list
        .args
        .iter()
        .map(|key| argument(key).map(|key| column(key).unwrap_or_default()).ok_or_else(unknown))
        .collect::<Result<_, _>>()?;
    Ok(PartitionBy { strategy: strategy.into(), columns })
}

fn partition_of(it: &ast::CreateTable) -> Result<Option<PartitionOf>, String> {
    let Some(parent) = &it.partition_of else { return Ok(None) };
    let bound = match &it.for_values {
        Some(ForValues::Default) => PartitionBound::Default,
        Some(ForValues::In(list)) => PartitionBound::List(list.iter().map(text).collect()),
        Some(ForValues::From { from, to }) => {
            PartitionBound::Range { from: from.iter().map(ToString::to_string).collect(), to: to.iter().map(ToString::to_string).collect() }
        }
        Some(ForValues::With { .. }) => PartitionBound::Hash,
        None => return Err("PARTITION OF without its bound".to_owned()),
    };
    Ok(Some(PartitionOf { parent: qualified(parent)?, bound }))
}

/// A column with all that is written at it.
pub(super) fn column_definition(tree: &ColumnDef) -> Result<ColumnDefinition, String> {
    if matches!(tree.data_type, ast::DataType::Unspecified) {
        return Err("a column without a type".to_owned());
    }
    let mut definition =
        ColumnDefinition { name: ident(&tree.name), data_type: type_name(&tree.data_type)?, ..ColumnDefinition::default() };
    for option in &tree.options {
        column_option(&mut definition, option.name.as_ref(), &option.option)?;
    }
    Ok(definition)
}

fn column_option(definition: &mut ColumnDefinition, name: Option<&ast::Ident>, option: &ColumnOption) -> Result<(), String> {
    let own_column = || vec![definition.name.clone()];
    let constraint = match option {
        ColumnOption::Null => return Ok(()),
        ColumnOption::NotNull => {
            definition.not_null = true;
            return Ok(());
        }
        ColumnOption::Default(value) => {
            definition.default = Some(summarize(value)?);
            return Ok(());
        }
        ColumnOption::Collation(collation) => {
            definition.collation = Some(qualified(collation)?.name.to_string());
            return Ok(());
        }
        ColumnOption::Generated { generated_as, generation_expr, generation_expr_mode, .. } => {
            return generated(definition, *generated_as, generation_expr.as_ref(), *generation_expr_mode);
        }
        ColumnOption::PrimaryKey(it) => {
            define(name, ConstraintKind::PrimaryKey(Key { columns: own_column(), ..Key::default() }), it.characteristics.as_ref())
        }
        ColumnOption::Unique(it) => {
            let nulls_not_distinct = matches!(it.nulls_distinct, ast::NullsDistinctOption::NotDistinct);
            define(
                name,
                ConstraintKind::Unique(Key { columns: own_column(), nulls_not_distinct, ..Key::default() }),
                it.characteristics.as_ref(),
            )
        }
        ColumnOption::ForeignKey(it) => {
            define(name, ConstraintKind::ForeignKey(foreign_key(it, own_column())?), it.characteristics.as_ref())
        }
        ColumnOption::Check(it) => {
            let mut check = check(it)?;
            check.name = name.map(ident).or(check.name);
            check
        }
        other => return Err(format!("the column option {other} is not PostgreSQL")),
    };
    definition.constraints.push(constraint);
    Ok(())
}

fn generated(
    definition: &mut ColumnDefinition,
    generated_as: GeneratedAs,
    expression: Option<&Expr>,
    mode: Option<GeneratedExpressionMode>,
) -> Result<(), String> {
    match (generated_as, expression) {
        (GeneratedAs::Always, None) => definition.identity = Some(Identity::Always),
        (GeneratedAs::ByDefault, None) => definition.identity = Some(Identity::ByDefault),
        (GeneratedAs::Always | GeneratedAs::ExpStored, Some(expression)) => {
            let stored = mode.map(|mode| mode == GeneratedExpressionMode::Stored);
            definition.generated = Some(Generated { expression: summarize(bare(expression))?, stored });
        }
        (GeneratedAs::ByDefault, Some(_)) | (GeneratedAs::ExpStored, None) => {
            return Err("the generated column has an unknown form".to_owned());
        }
    }
    Ok(())
}
