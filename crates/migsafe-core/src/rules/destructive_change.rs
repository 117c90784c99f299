//! Whatever destroys and has no rule of its own: no red statement goes without an error.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::name::QualifiedName;
use crate::operation::{
    AttributeChange, ConstraintKind, DropConstraint, DropIndex, DropObject, IndexPart, ObjectKind, Operation, ReferentialAction,
    ReplicaIdentity, TableOption,
};
use crate::report::{Related, Step};
use crate::schema::{Constraint, Index};
use crate::source::{Dialect, Tool};

pub(super) const CHECK: Check = Check::OperationAtLast(check);

/// What is taken away, and the way forward.
struct Loss {
    message: String,
    way: Way,
    related: Option<Related>,
}

/// How to go about it.
enum Way {
    /// Code lets go of it first; what stands there is what it lets go of.
    Code(String),
    /// Nothing that a release of the code would settle: what to look at.
    Look(&'static str),
    /// Steps of its own, after code has let go of what stands first.
    Steps(String, Vec<Step>),
    /// It goes with something else, which is reported.
    Nothing,
}

impl Loss {
    fn new(message: String, way: Way) -> Self {
        Self { message, way, related: None }
    }
}

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let span = if cx.located.span.is_empty() { cx.statement.statement.span } else { cx.located.span };
    if cx.class != Class::Destructive || out.has_error_in(span) {
        return;
    }
    let Loss { message, way, related } = match &cx.located.operation {
        Operation::DropConstraint(drop) => drop_constraint(cx, drop),
        Operation::DropIndex(drop) => drop_index(cx, drop),
        Operation::DropObject(drop) => drop_object(cx, drop),
        Operation::DropTable(_) if cx.recreation().is_some() => unguarded(cx),
        other => describe(other),
    };
    // None of it stands in the tool's model: queries name it.
    let tool = Tool::Sql;
    let finding = out.report(span, "default", message).related(related);
    match way {
        Way::Code(what) => drop(finding.steps(vec![advice::ship_code_without(tool, &what), advice::then_this_migration()])),
        Way::Look(help) => drop(finding.help(help)),
        Way::Steps(what, steps) => drop(finding.steps(vec![advice::ship_code_without(tool, &what)]).steps(steps)),
        Way::Nothing => {}
    }
}

/// A table is made anew without what guarded its rows.
fn unguarded(cx: &OperationContext<'_>) -> Loss {
    let (name, gone) = cx.recreation().map(|recreation| (recreation.name.short(), recreation.unguarded.join(", "))).unwrap_or_default();
    let message = format!("makes {name} anew without {gone}: rows that it refused are accepted from now on");
    Loss::new(message, Way::Look("make sure that code copes with such rows; it comes back only when every row fits"))
}

/// Whether the table, or all of the columns, go later in the same migration: the place, and what goes.
fn goes_later(cx: &OperationContext<'_>, table: &QualifiedName, columns: &[String]) -> Option<(Related, String)> {
    let schema = cx.schema();
    cx.later().find_map(|(operation, statement)| {
        let what = match &operation {
            Operation::DropTable(drop) if drop.table == *table => format!("{} itself goes below", table.short()),
            Operation::DropColumn(drop) if drop.table == *table && columns.contains(&drop.column) => {
                format!("its column {} goes below", drop.column)
            }
            _ => return None,
        };
        schema.tables.contains_key(table).then(|| (cx.place(statement, what.clone()), what))
    })
}

/// A constraint goes: what that means depends on what it demanded.
fn drop_constraint(cx: &OperationContext<'_>, drop: &DropConstraint) -> Loss {
    let table = drop.table.short();
    let known = cx.schema().tables.get(&drop.table).and_then(|table| table.constraint(&drop.constraint));
    let (word, consequence, way) = known.map_or_else(
        || {
            let way = Way::Look("find out what it demands: what it refused comes in from now on");
            ("constraint", "rows that it refused are accepted from now on, and what relied on its index fails".to_owned(), way)
        },
        |known| demanded(known, &table, cx.dialect()),
    );
    let name = if cx.dialect() == Dialect::MySql && drop.constraint == "PRIMARY" { String::new() } else { format!(" {}", drop.constraint) };
    let head = format!("drops {word}{name} of {table}{}", advice::unseen(known.is_some()));
    let columns = known.map(|known| columns_of(&known.kind)).unwrap_or_default();
    if let Some((place, what)) = goes_later(cx, &drop.table, &columns) {
        return Loss { message: format!("{head}: {what}"), way: Way::Nothing, related: Some(place) };
    }
    let related = cx.origin(known.and_then(|known| known.birth), "added here");
    Loss { message: format!("{head}: {consequence}"), way, related }
}

fn columns_of(kind: &ConstraintKind) -> Vec<String> {
    match kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => key.columns.clone(),
        ConstraintKind::ForeignKey(key) => key.columns.clone(),
        ConstraintKind::Exclude { columns } => columns.clone(),
        ConstraintKind::Check { expression, .. } => expression.columns.clone(),
        ConstraintKind::NotNull { column } => vec![column.clone()],
    }
}

/// What the constraint is called, what happens without it, and what to do.
fn demanded(known: &Constraint, table: &str, dialect: Dialect) -> (&'static str, String, Way) {
    match &known.kind {
        ConstraintKind::ForeignKey(key) => {
            let parent = key.references.short();
            let action = match key.on_delete {
                ReferentialAction::Cascade => format!(", and deleting a row there leaves its rows in {table} behind"),
                ReferentialAction::SetNull | ReferentialAction::SetDefault => {
                    format!(", and deleting a row there no longer resets {table}.{}", key.columns.join(", "))
                }
                ReferentialAction::NoAction | ReferentialAction::Restrict => String::new(),
            };
            let help = "make sure that code does what the key did; it comes back only when no row refers to nothing";
            ("foreign key", format!("rows may refer to nothing in {parent} from now on{action}"), Way::Look(help))
        }
        ConstraintKind::PrimaryKey(_) => {
            let text = match dialect {
                Dialect::PostgreSql => "duplicates are accepted from now on, and ON CONFLICT and replication that need it fail",
                Dialect::MySql => "duplicates are accepted from now on, and upserts that need it insert instead",
                _ => "duplicates are accepted from now on, and ON CONFLICT that needs it fails",
            };
            ("primary key", text.to_owned(), Way::Code("what relies on it".to_owned()))
        }
        ConstraintKind::Unique(key) => {
            let columns = key.columns.join(", ");
            let text = format!("duplicates in {columns} are accepted from now on, and {}", upserts_of(&columns, dialect));
            ("unique constraint", text, Way::Code(format!("every upsert on {columns}")))
        }
        ConstraintKind::Exclude { .. } => {
            let help = "it comes back only when no two rows conflict, and under a lock that stops reads and writes";
            ("exclusion constraint", "rows that conflict are accepted from now on".to_owned(), Way::Look(help))
        }
        ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. } => {
            let help = "make sure that code copes with what it refused; it comes back only when every row fits";
            ("constraint", "rows that it refused are accepted from now on".to_owned(), Way::Look(help))
        }
    }
}

/// What becomes of upserts that relied on a unique key.
fn upserts_of(columns: &str, dialect: Dialect) -> String {
    if dialect == Dialect::MySql {
        "ON DUPLICATE KEY UPDATE inserts another row instead".to_owned()
    } else {
        format!("ON CONFLICT ({columns}) fails")
    }
}

/// An index that is, or may be, unique: what it guarded, and its lock.
fn drop_index(cx: &OperationContext<'_>, drop: &DropIndex) -> Loss {
    let name = drop.index.short();
    let owner = cx.schema().index_owner.get(&drop.index);
    let index = cx.schema().find_index(&drop.index).map(|(_, index)| index);
    let steps = advice::drop_index(cx.run(), &drop.index, drop.if_exists);
    let (Some(owner), Some(index)) = (owner, index) else {
        let steps = if cx.dialect() == Dialect::PostgreSql { steps } else { vec![advice::then_this_migration()] };
        let message = format!("drops index {name}, which the history does not show: if it is unique, duplicates are accepted from now on");
        return Loss::new(message, Way::Steps("what relies on it".to_owned(), steps));
    };
    let columns = columns_in(index);
    // MySQL's index is named within its table, which is said anyway.
    let name = if cx.dialect() == Dialect::MySql { drop.index.name.clone() } else { name.into() };
    let head = format!("drops unique index {name} of {}", owner.short());
    if let Some((place, what)) = goes_later(cx, owner, &columns) {
        return Loss { message: format!("{head}: {what}"), way: Way::Nothing, related: Some(place) };
    }
    let (which, conflict, upserts) = if columns.is_empty() {
        (String::new(), "ON CONFLICT that needs it".to_owned(), "every upsert that needs it".to_owned())
    } else {
        let columns = columns.join(", ");
        let covered = if index.predicate.is_some() { " among the rows that it covered" } else { "" };
        (format!(" in {columns}{covered}"), format!("ON CONFLICT ({columns})"), format!("every upsert on {columns}"))
    };
    let lock = if drop.concurrently { "" } else { "; reads and writes wait for the lock" };
    let is_postgresql = cx.dialect() == Dialect::PostgreSql;
    let lock = if is_postgresql { lock } else { "" };
    let conflict = if cx.dialect() == Dialect::MySql { upserts_of("", Dialect::MySql) } else { format!("{conflict} fails") };
    let message = format!("{head}: duplicates{which} are accepted from now on, and {conflict}{lock}");
    let way = if !is_postgresql || drop.concurrently || !cx.partitions(owner).is_empty() || cx.is_locked_anyway(owner) {
        Way::Code(upserts)
    } else {
        Way::Steps(upserts, steps)
    };
    Loss { message, way, related: cx.origin(index.birth, "created here") }
}

/// The columns of an index; empty where a part is an expression.
fn columns_in(index: &Index) -> Vec<String> {
    let column = |part: &IndexPart| match part {
        IndexPart::Column(column) => Some(column.clone()),
        IndexPart::Expression(_) => None,
    };
    index.parts.iter().map(column).collect::<Option<Vec<String>>>().unwrap_or_default()
}

fn drop_object(cx: &OperationContext<'_>, drop: &DropObject) -> Loss {
    let of = drop.on.as_ref().map(|on| format!(" of {}", on.short())).unwrap_or_default();
    let cascade = if drop.cascade { " and, by CASCADE, everything that needs it" } else { "" };
    let (consequence, way) = match drop.object {
        ObjectKind::Policy => (
            "rows that it hid or let through are seen otherwise from now on",
            Way::Look("create what replaces it in the same transaction, and try both as the role that it is for"),
        ),
        ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::EventTrigger => {
            ("what it did no longer happens", Way::Look("make sure that the code that is running does it itself, or that nobody needs it"))
        }
        ObjectKind::Schema => ("what is in it and its data are gone", Way::Code("what uses it".to_owned())),
        ObjectKind::Database | ObjectKind::Owned => {
            ("all that is in there is gone", Way::Look("make sure of a backup that has been restored once"))
        }
        ObjectKind::View | ObjectKind::MaterializedView => ("queries that read it fail at once", Way::Code("what reads it".to_owned())),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
            ("whatever calls it fails at once", Way::Code("what calls it".to_owned()))
        }
        ObjectKind::Type | ObjectKind::Domain => ("queries that cast to it fail at once", Way::Code("what casts to it".to_owned())),
        ObjectKind::Sequence => ("inserts that take a number from it fail at once", Way::Code("what takes numbers from it".to_owned())),
        ObjectKind::Publication | ObjectKind::Subscription => {
            ("replication of its tables stops", Way::Look("make sure that no replica or pipeline lives on it"))
        }
        ObjectKind::Extension => (
            "its types, functions and operators are gone, and with CASCADE the columns that use them",
            Way::Code("what uses it".to_owned()),
        ),
        ObjectKind::Role => ("whoever logs in with it is shut out", Way::Look("make sure that nobody has logged in with it for a while")),
        _ => ("code that still uses it fails at once", Way::Code("what uses it".to_owned())),
    };
    let unseen = advice::unseen(is_seen(cx, drop));
    Loss::new(format!("drops {} {}{of}{unseen}{cascade}: {consequence}", words(drop.object), drop.name.short()), way)
}

/// Whether the history shows it being created; of what replay does not keep, it does not matter.
fn is_seen(cx: &OperationContext<'_>, drop: &DropObject) -> bool {
    let schema = cx.schema();
    match drop.object {
        ObjectKind::View | ObjectKind::MaterializedView => schema.views.contains_key(&drop.name),
        ObjectKind::Type | ObjectKind::Domain => schema.types.contains_key(&drop.name),
        ObjectKind::Function | ObjectKind::Procedure => schema.functions.contains_key(&drop.name),
        ObjectKind::Sequence => schema.sequences.contains_key(&drop.name),
        ObjectKind::Trigger | ObjectKind::Policy => {
            let table = drop.on.as_ref().and_then(|table| schema.tables.get(table));
            table.is_some_and(|table| table.triggers.contains(&drop.name.name) || table.policies.contains(&drop.name.name))
        }
        _ => true,
    }
}

/// What the object is called in a sentence.
fn words(object: ObjectKind) -> String {
    if object == ObjectKind::Owned { "all that is owned by".to_owned() } else { object.word() }
}

/// What is taken from whom, and what code must let go of first.
#[allow(clippy::too_many_lines, reason = "a table: one arm a kind of loss")]
fn describe(operation: &Operation) -> Loss {
    let code_fails = "code that still uses it fails at once";
    let old_name = "code that still uses the old name fails at once";
    let code = |message: String, what: &str| Loss::new(message, Way::Code(what.to_owned()));
    match operation {
        Operation::DetachPartition(detach) => {
            let (partition, table) = (detach.partition.short(), detach.table.short());
            code(format!("detaches {partition} from {table}: its rows are no longer seen through {table}"), "what reads its rows")
        }
        Operation::RenameEnumValue(rename) => {
            let message =
                format!("renames value '{}' of {}: code that still sends the old one fails at once", rename.value, rename.name.short());
            code(message, "the old value")
        }
        Operation::RenameObject(rename) => {
            code(format!("renames {} {}: {old_name}", rename.object.word(), rename.name.short()), "the old name")
        }
        Operation::RenameColumn(rename) => code(format!("renames {}.{}: {old_name}", rename.table.short(), rename.column), "the old name"),
        Operation::RenameTable(rename) => code(format!("renames {}: {old_name}", rename.table.short()), "the old name"),
        Operation::SetSchema(set) => {
            let (object, name) = (set.object.word(), set.name.short());
            code(format!("moves {object} {name} to schema {}: code that looks for it where it was fails at once", set.to), "the old place")
        }
        Operation::AlterTypeAttribute(alter) => {
            let verb = match alter.change {
                AttributeChange::Drop => "drops",
                AttributeChange::Rename(_) => "renames",
                AttributeChange::Type => "changes the type of",
                AttributeChange::Add => "adds",
            };
            code(format!("{verb} attribute {} of {}: {code_fails}", alter.attribute, alter.name.short()), "it")
        }
        Operation::AlterTableOption(alter) => table_option(&alter.table.short(), &alter.option),
        Operation::AlterColumnOption(alter) => {
            let (table, column) = (alter.table.short(), &alter.column);
            code(format!("takes from {table}.{column} what supplies its value: inserts that leave it out fail"), "inserts without it")
        }
        Operation::AlterDomain(alter) => Loss::new(
            format!("drops a constraint of domain {}: values that it refused are accepted from now on", alter.name.short()),
            Way::Look("make sure that code copes with what it refused; it comes back only when every value fits"),
        ),
        Operation::ChangePublication(change) => {
            let message = format!("takes tables out of publication {}: subscribers no longer see their changes", change.name);
            Loss::new(message, Way::Look("make sure that no replica or pipeline lives on it"))
        }
        Operation::ChangePrivileges(_) => code("takes privileges: code that needs them fails at once".to_owned(), "what needs them"),
        Operation::DropColumn(drop) => code(format!("drops {}.{}: {code_fails}", drop.table.short(), drop.column), "it"),
        Operation::DropTable(drop) => code(format!("drops {}: {code_fails}", drop.table.short()), "it"),
        _ => code("takes away something that code or other objects may rely on".to_owned(), "what relies on it"),
    }
}

fn table_option(table: &str, option: &TableOption) -> Loss {
    let look = |message: String, help| Loss::new(message, Way::Look(help));
    match option {
        TableOption::RowSecurity(false) => look(
            format!("switches row-level security of {table} off: every role that may read it sees every row"),
            "where one role is to see everything, give that role a policy or BYPASSRLS instead",
        ),
        TableOption::ForceRowSecurity(false) => look(
            format!("lets the owner of {table} past row-level security"),
            "make sure that the application does not log in as the owner",
        ),
        TableOption::Logged(false) => look(
            format!("makes {table} unlogged: a crash empties it, and replicas do not have it"),
            "make sure that every row can be made again",
        ),
        TableOption::ReplicaIdentity(ReplicaIdentity::Nothing) => look(
            format!("takes the replica identity of {table}: UPDATE and DELETE fail while it is published"),
            "a table that is published needs a key: the primary one, or a unique index on columns that are NOT NULL",
        ),
        TableOption::Inherit { joins: false, .. } => Loss::new(
            format!("takes {table} out of its parent: its rows are no longer seen there"),
            Way::Code("what reads its rows".to_owned()),
        ),
        _ => Loss::new(format!("takes something from {table} that code may rely on"), Way::Code("what relies on it".to_owned())),
    }
}
