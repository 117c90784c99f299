//! Whatever else stops reads or writes for as long as a table is big: no long lock goes without a word.

use super::{Check, OperationContext, Reporter, advice};
use crate::effect::{Blocks, Duration};
use crate::name::{QualifiedName, quote};
use crate::operation::{AttachPartition, LockTable, Maintenance, Operation, PartitionBound, RefreshMaterializedView, TableOption};
use crate::report::{Place, Step};

pub(super) const CHECK: Check = Check::OperationAtLast(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let span = if cx.located.span.is_empty() { cx.statement.statement.span } else { cx.located.span };
    let stopped: Vec<&QualifiedName> = cx
        .effect
        .locks
        .iter()
        .filter(|lock| lock.mode.blocks() != Blocks::None)
        .map(|lock| &lock.relation)
        .filter(|relation| !cx.schema().index_owner.contains_key(relation) && !cx.is_new(relation))
        .collect();
    let failure = cx.effect.fails.as_ref().is_some_and(|failure| failure.certain);
    if stopped.is_empty() || failure || out.has_error_in(span) {
        return;
    }
    if let Operation::LockTable(lock) = &cx.located.operation {
        explicit(lock, &stopped, span, out);
        return;
    }
    if cx.effect.duration == Duration::Instant {
        return;
    }
    let message = format!("{}: {} until it is done", what(cx, &stopped), waiting(cx.effect.blocks));
    match &cx.located.operation {
        // Only another refresh waits for this one.
        Operation::RefreshMaterializedView(refresh) if refresh.concurrently => {}
        Operation::RefreshMaterializedView(refresh) => {
            let message = format!("fills {} anew: nobody can read it until that is done", refresh.view.short());
            let finding = out.report(span, "refresh", message);
            if has_unique_index(cx, &refresh.view) {
                finding.help("it has a unique index, so CONCURRENTLY leaves it readable").step(
                    "refresh it beside its readers",
                    concurrently(refresh),
                    Place::SameMigration,
                );
            } else {
                finding.help("with a unique index over plain columns it could be refreshed CONCURRENTLY, which leaves it readable");
            }
        }
        Operation::AttachPartition(attach) => {
            out.report(span, "default", message)
                .help("a validated CHECK that says the same as the bounds proves it, and no row is read")
                .steps(attach_steps(cx, attach));
        }
        operation => {
            let finding = out.report(span, "default", message);
            if let Some(help) = help(operation) {
                finding.help(help);
            }
        }
    }
}

/// `LOCK TABLE`: instant itself, and held until the transaction ends.
fn explicit(lock: &LockTable, stopped: &[&QualifiedName], span: crate::span::Span, out: &mut Reporter<'_>) {
    let message =
        format!("locks {} in {} mode: {} until the transaction ends", advice::in_words(stopped), lock.mode, waiting(lock.mode.blocks()));
    out.report(span, "explicit", message).help("take the weakest mode that will do, last of all, and commit right after");
}

const fn waiting(blocks: Blocks) -> &'static str {
    match blocks {
        Blocks::ReadsAndWrites => "reads and writes wait",
        Blocks::Writes | Blocks::None | Blocks::Unknown => "writes wait",
    }
}

/// What takes so long.
fn what(cx: &OperationContext<'_>, stopped: &[&QualifiedName]) -> String {
    let (rewrites, builds, scans) = (cx.existing(&cx.effect.rewrites), cx.existing(&cx.effect.index_builds), cx.existing(&cx.effect.scans));
    if !rewrites.is_empty() {
        format!("writes every row of {} again", advice::in_words(&rewrites))
    } else if !builds.is_empty() {
        format!("builds indexes of {}", advice::in_words(&builds))
    } else if !scans.is_empty() {
        format!("reads every row of {}", advice::in_words(&scans))
    } else {
        format!("holds {} for longer with every row", advice::in_words(stopped))
    }
}

fn help(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::Maintain(maintain) if maintain.action == Maintenance::VacuumFull || maintain.action == Maintenance::Cluster => {
            Some("pg_repack and pg_squeeze do the same beside running code; or take the downtime on purpose, apart from any deploy")
        }
        Operation::AlterTableOption(alter) => match alter.option {
            TableOption::Tablespace(_) => {
                Some("pg_repack can move a table beside running code; or take the downtime on purpose, apart from any deploy")
            }
            TableOption::Logged(_) | TableOption::AccessMethod(_) => Some(
                "create the table anew beside the old one, copy the rows in batches and swap the names; or take the downtime on purpose",
            ),
            _ => None,
        },
        _ => None,
    }
}

fn has_unique_index(cx: &OperationContext<'_>, view: &QualifiedName) -> bool {
    let indexes = cx.schema().views.get(view).map(|view| &view.indexes);
    indexes.is_some_and(|indexes| indexes.iter().any(|index| index.unique && index.predicate.is_none()))
}

fn concurrently(refresh: &RefreshMaterializedView) -> String {
    format!("REFRESH MATERIALIZED VIEW CONCURRENTLY {};", refresh.view.to_sql())
}

/// The bounds as a CHECK that is validated before the partition is attached. Source: PostgreSQL docs, *ALTER TABLE*, `ATTACH PARTITION`.
fn attach_steps(cx: &OperationContext<'_>, attach: &AttachPartition) -> Vec<Step> {
    let by = cx.schema().tables.get(&attach.table).and_then(|table| table.partition_by.as_ref());
    let column = by.and_then(|by| match &by.columns[..] {
        [column] if !column.is_empty() => Some(quote(column)),
        _ => None,
    });
    let demand = match (&column, &attach.bound) {
        (Some(column), PartitionBound::Range { from, to }) => range(column, from, to),
        (Some(column), PartitionBound::List(values)) if !values.iter().any(|value| value.eq_ignore_ascii_case("null")) => {
            Some(format!("{column} IS NOT NULL AND {column} IN ({})", values.join(", ")))
        }
        _ => None,
    };
    let Some(demand) = demand else { return Vec::new() };
    let partition = attach.partition.to_sql();
    let name = quote(&format!("{}_bounds", attach.partition.name));
    vec![
        advice::step(
            "say the bounds as a constraint",
            format!("ALTER TABLE {partition} ADD CONSTRAINT {name} CHECK ({demand}) NOT VALID;"),
            Place::SameMigration,
        ),
        advice::validate(cx.run(), &attach.partition, &format!("{}_bounds", attach.partition.name)),
        advice::step(
            "then attach it: no row is read",
            format!("{}\nALTER TABLE {partition} DROP CONSTRAINT {name};", advice::complete(cx.statement_text())),
            advice::next_transaction(cx.run()),
        ),
    ]
}

fn range(column: &str, from: &[String], to: &[String]) -> Option<String> {
    let ([from], [to]) = (from, to) else { return None };
    let mut demand = format!("{column} IS NOT NULL");
    if !from.eq_ignore_ascii_case("minvalue") {
        demand = format!("{demand} AND {column} >= {from}");
    }
    if !to.eq_ignore_ascii_case("maxvalue") {
        demand = format!("{demand} AND {column} < {to}");
    }
    Some(demand)
}
