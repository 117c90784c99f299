//! What must run outside a transaction, by tool. Source of the tools' behaviour: measured with the real ones.

use super::{complete, insert_after_index, next_transaction, step};
use crate::name::{QualifiedName, quote};
use crate::operation::{CreateIndex, Key};
use crate::report::{Place, Step};
use crate::rules::Run;
use crate::rules::support::advice::Replaces;
use crate::source::{Outside, Tool, TransactionScope};

/// A statement that must run outside a transaction, in a form in which this runner does so.
pub(in crate::rules) fn outside_transaction(run: Run<'_>, title: &str, sql: &str) -> Vec<Step> {
    let sql = complete(sql);
    match (run.tool, run.transaction, run.runner.outside) {
        (Tool::Alembic, ..) => {
            let body = format!("with op.get_context().autocommit_block():\n    op.execute({})", python_string(&sql));
            vec![step(title, body, Place::OwnMigration)]
        }
        (_, TransactionScope::None, _) => vec![step(title, sql, Place::SameMigration)],
        (Tool::Drizzle, ..) => vec![step(
            format!("{title}, by hand before the deploy: drizzle runs all pending migrations in one transaction"),
            sql,
            Place::OutsideTool,
        )],
        (_, _, Some(Outside { how, head })) => vec![step(format!("{title}{how}"), format!("{head}{sql}"), Place::OwnMigration)],
        (_, TransactionScope::SimpleQuery, _) => {
            vec![step(
                format!("{title}, as the only statement of its file: beside another one it would run in a transaction"),
                sql,
                Place::OwnMigration,
            )]
        }
        (_, TransactionScope::PerMigration, _) => {
            vec![step(format!("{title}, in a file that your tool runs without a transaction"), sql, Place::OwnMigration)]
        }
        (_, TransactionScope::AllPending, _) => vec![step(title, sql, Place::OwnMigration)],
    }
}

/// SQL for `op.execute`: SQLAlchemy takes a word behind a colon for a parameter, unless a backslash stands before the colon (its documentation of `text()`).
fn python_string(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len() + 6);
    let mut before = ' ';
    for (at, next) in sql.char_indices() {
        let after = sql.get(at + next.len_utf8()..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        if next == ':' && is_word(after) && before != ':' && !is_word(before) {
            text.push_str("\\\\");
        }
        match next {
            '\\' => text.push_str("\\\\"),
            _ => text.push(next),
        }
        before = next;
    }
    format!("\"\"\"{}\"\"\"", text.replace("\"\"\"", "\\\"\\\"\\\""))
}

/// An index built beside running writes.
pub(in crate::rules) fn build_index(run: Run<'_>, create: &CreateIndex, sql: &str, partitions: &[QualifiedName]) -> Vec<Step> {
    if !partitions.is_empty() {
        return build_on_partitions(run, create, sql, partitions);
    }
    let Some(concurrent) = insert_after_index(sql, "CONCURRENTLY") else { return Vec::new() };
    let mut steps = outside_transaction(run, "build it while writes go on", &concurrent);
    if run.tool == Tool::Drizzle && run.transaction == TransactionScope::AllPending {
        let kept = if create.if_not_exists {
            Some(sql.to_owned())
        } else {
            insert_after_index(sql, "IF NOT EXISTS").filter(|_| create.name.is_some())
        };
        steps.extend(
            kept.map(|kept| {
                step("keep it in the migration, where it then finds the index in place", complete(&kept), Place::SameMigration)
            }),
        );
    }
    steps
}

/// `CONCURRENTLY` is refused on a partitioned table: the index is made on the parent alone, on each partition beside running writes, and attached.
fn build_on_partitions(run: Run<'_>, create: &CreateIndex, sql: &str, partitions: &[QualifiedName]) -> Vec<Step> {
    let table = create.table.to_sql();
    let name = create.name.clone().unwrap_or_else(|| format!("{}_idx", create.table.name));
    let Some(on) = sql.find(" ON ").or_else(|| sql.find(" on ")) else { return Vec::new() };
    let rest = sql.get(on..).and_then(|rest| rest.split_once(['(']).map(|(_, rest)| format!("({rest}"))).unwrap_or_default();
    let method = if create.method == "btree" { String::new() } else { format!(" USING {}", create.method) };
    let kind = if create.unique { "CREATE UNIQUE INDEX" } else { "CREATE INDEX" };
    let mut steps = vec![step(
        "make it on the parent alone",
        complete(&format!("{kind} {} ON ONLY {table}{method} {rest}", quote(&name))),
        Place::SameMigration,
    )];
    for partition in partitions {
        let part = format!("{}_{name}", partition.name);
        let build = format!("{kind} CONCURRENTLY {} ON {}{method} {rest}", quote(&part), partition.to_sql());
        steps.extend(outside_transaction(run, &format!("build it on {} while writes go on", partition.short()), &build));
        let attach = format!("ALTER INDEX {} ATTACH PARTITION {};", quote(&name), quote(&part));
        steps.push(step("attach it", attach, next_transaction(run)));
    }
    steps
}

/// An index dropped beside running queries.
pub(in crate::rules) fn drop_index(run: Run<'_>, index: &QualifiedName, if_exists: bool) -> Vec<Step> {
    let name = index.to_sql();
    let guard = if if_exists { "IF EXISTS " } else { "" };
    let mut steps = outside_transaction(run, "drop it while queries go on", &format!("DROP INDEX CONCURRENTLY {guard}{name};"));
    if run.tool == Tool::Drizzle && run.transaction == TransactionScope::AllPending {
        steps.push(step(
            "keep it in the migration, where it then finds nothing to drop",
            format!("DROP INDEX IF EXISTS {name};"),
            Place::SameMigration,
        ));
    }
    steps
}

/// A unique or primary key by way of an index that is built beside running writes. `replaces`: the migration drops one of that name before, which still holds the name when the index is built.
pub(in crate::rules) fn unique_by_index(
    run: Run<'_>,
    table: &QualifiedName,
    name: &str,
    key: &Key,
    primary: bool,
    replaces: Option<Replaces>,
) -> Vec<Step> {
    let index = quote(&if replaces.is_some() { format!("{name}_new") } else { name.to_owned() });
    let name = quote(name);
    let mut sql = format!("CREATE UNIQUE INDEX CONCURRENTLY {index} ON {} ({})", table.to_sql(), super::columns(&key.columns));
    if !key.include.is_empty() {
        sql = format!("{sql} INCLUDE ({})", super::columns(&key.include));
    }
    if key.nulls_not_distinct {
        sql.push_str(" NULLS NOT DISTINCT");
    }
    sql.push(';');
    let mut steps = outside_transaction(run, "build the index while writes go on", &sql);
    let word = if primary { "PRIMARY KEY" } else { "UNIQUE" };
    let drop = if replaces == Some(Replaces::InStatement) { format!("DROP CONSTRAINT {name}, ") } else { String::new() };
    let adopt = format!("ALTER TABLE {} {drop}ADD CONSTRAINT {name} {word} USING INDEX {index};", table.to_sql());
    let place = if run.tool == Tool::Drizzle { Place::SameMigration } else { next_transaction(run) };
    steps.push(step("then make it the constraint's", adopt, place));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_parameter_is_none() {
        assert_eq!(
            python_string("WHERE a = ':new' AND b::text = '12:30' AND c <> '\\d'"),
            r#""""WHERE a = '\\:new' AND b::text = '12:30' AND c <> '\\d'""""#
        );
    }
}
