//! Views, types, sequences, functions and whatever else has a name.

use super::{Asked, Inverse};
use crate::effect::Reversible;
use crate::name::{QualifiedName, quote, quote_literal};
use crate::operation::{
    AlterDomain, AlterTypeAttribute, AttributeChange, CreateFunction, CreateObject, CreateView, DomainChange, DropObject, ObjectKind,
    Operation, RenameObject, SetSchema,
};
use crate::schema::UserTypeKind;

const NO_TEXT: &str = "how it was made is not known";
const FROM_TEXT: &str = "it is made anew from its text: comments, owner, grants and what went with it do not come back";

pub(super) fn inverse(asked: Asked<'_>) -> Option<Inverse> {
    Some(match asked.operation {
        Operation::CreateView(it) => view(it, asked),
        Operation::CreateType(it) => gone(format!("DROP TYPE {};", it.name.to_sql())),
        Operation::AddEnumValue(it) => {
            let labels = asked.cx.schema.types.get(&it.name).map(|known| &known.kind);
            match labels {
                Some(UserTypeKind::Enum(labels)) if it.if_not_exists && labels.iter().any(|(label, _)| *label == it.value) => {
                    Inverse::nothing("the value was there before")
                }
                _ => Inverse::impossible("a value cannot be taken out of an enum; it does no harm while nothing holds it"),
            }
        }
        Operation::RenameEnumValue(it) => Inverse::lossless(
            format!("ALTER TYPE {} RENAME VALUE {} TO {};", it.name.to_sql(), quote_literal(&it.to), quote_literal(&it.value)),
            "the old value comes back",
        ),
        Operation::AlterTypeAttribute(it) => attribute(it),
        Operation::CreateDomain(it) => gone(format!("DROP DOMAIN {};", it.name.to_sql())),
        Operation::AlterDomain(it) => domain(it, asked),
        Operation::CreateSequence(it) if it.if_not_exists && asked.cx.schema.sequences.contains_key(&it.sequence) => {
            Inverse::nothing("the sequence was there before")
        }
        Operation::CreateSequence(it) => {
            gone(format!("DROP SEQUENCE {};", it.sequence.to_sql())).though(Reversible::Lossy, "how far it had counted is lost")
        }
        Operation::AlterSequence(_) => Inverse::stays("it stays as it is: what it was before is not known"),
        Operation::CreateFunction(it) => function(it, asked),
        Operation::CreateTrigger(it) => {
            let known = asked.cx.schema.tables.get(&it.table).is_some_and(|table| table.triggers.contains(&it.name));
            match asked.definitions.trigger(&it.table, &it.name) {
                Some(text) if known && it.or_replace => Inverse::lossless(replacing(text), "the text before comes back"),
                _ if known && it.or_replace => Inverse::impossible(NO_TEXT),
                _ => gone(format!("DROP TRIGGER {} ON {};", quote(&it.name), it.table.to_sql())),
            }
        }
        Operation::CreateRule(it) if it.or_replace => Inverse::impossible("whether it was there before is not known"),
        Operation::CreateRule(it) => gone(format!("DROP RULE {} ON {};", quote(&it.name), it.table.to_sql())),
        Operation::CreatePolicy(it) => gone(format!("DROP POLICY {} ON {};", quote(&it.name), it.table.to_sql())),
        Operation::CreateObject(it) => object(it),
        Operation::DropObject(it) => drop(it, asked),
        Operation::RenameObject(it) => rename(it)?,
        Operation::SetSchema(it) => set_schema(it)?,
        Operation::ChangeOwner(_) => Inverse::stays("it stays: who owned it before is not known"),
        Operation::ChangePrivileges(_) => Inverse::stays("it stays: what was granted before is not known"),
        Operation::Comment(_) => Inverse::stays("it stays: what the comment was before is not kept"),
        Operation::AlterObject(_) | Operation::ChangePublication(_) => Inverse::impossible("what it was before is not known"),
        _ => return None,
    })
}

fn gone(sql: String) -> Inverse {
    Inverse::lossless(sql, "it is gone again")
}

/// The text of a `CREATE`, so that it replaces what is there.
fn replacing(text: &str) -> String {
    let rest = text.trim_start().get("CREATE".len()..).unwrap_or_default().trim_start();
    let replaces = rest.get(..2).is_some_and(|or| or.eq_ignore_ascii_case("or"));
    if replaces { text.to_owned() } else { format!("CREATE OR REPLACE {rest}") }
}

fn view(create: &CreateView, asked: Asked<'_>) -> Inverse {
    let known = asked.cx.schema.views.contains_key(&create.view);
    let kind = if create.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
    let drop = gone(format!("DROP {kind} {};", create.view.to_sql()));
    match asked.definitions.view(&create.view) {
        _ if known && create.if_not_exists => Inverse::nothing("the view was there before"),
        Some(_) if known && asked.cx.schema.views.values().any(|view| view.reads.contains(&create.view)) => {
            Inverse::impossible("other views stand on it: it can only be made anew together with them")
        }
        // What it is replaced by may lack columns, which REPLACE refuses.
        Some(text) if known => {
            Inverse { sql: vec![format!("DROP {kind} {};", create.view.to_sql()), text.to_owned()], ..Inverse::stays(FROM_TEXT) }
        }
        None if known => Inverse::impossible(NO_TEXT),
        _ if create.or_replace || create.if_not_exists => {
            drop.though(Reversible::Lossy, "the history does not show that it was there before; make sure")
        }
        _ => drop,
    }
}

fn function(create: &CreateFunction, asked: Asked<'_>) -> Inverse {
    let known = asked.cx.schema.functions.get(&create.function);
    let before = known.is_some_and(|all| all.contains(&create.arguments));
    let kind = if create.procedure { "PROCEDURE" } else { "FUNCTION" };
    match asked.definitions.function(create) {
        Some(text) if before => Inverse::lossless(replacing(text), "the text before comes back"),
        None if before => Inverse::impossible(NO_TEXT),
        _ => {
            let drop = gone(format!("DROP {kind} {}({});", create.function.to_sql(), create.arguments.join(", ")));
            if create.or_replace {
                drop.though(Reversible::Lossy, "the history does not show that it was there before; make sure")
            } else {
                drop
            }
        }
    }
}

fn attribute(change: &AlterTypeAttribute) -> Inverse {
    let cascade = if change.cascade { " CASCADE" } else { "" };
    let (name, attribute) = (change.name.to_sql(), quote(&change.attribute));
    match &change.change {
        AttributeChange::Add => {
            Inverse::lossy(format!("ALTER TYPE {name} DROP ATTRIBUTE {attribute}{cascade};"), "what it held since is lost")
        }
        AttributeChange::Rename(to) => Inverse::lossless(
            format!("ALTER TYPE {name} RENAME ATTRIBUTE {} TO {attribute}{cascade};", quote(to)),
            "the old name comes back",
        ),
        AttributeChange::Drop => Inverse::impossible("what it held is gone"),
        AttributeChange::Type => Inverse::impossible("the type that it had is not known"),
    }
}

fn domain(change: &AlterDomain, asked: Asked<'_>) -> Inverse {
    let alter = |action: String| format!("ALTER DOMAIN {} {action};", change.name.to_sql());
    let known = asked.cx.schema.types.get(&change.name).map(|known| &known.kind);
    match (&change.change, known) {
        (DomainChange::AddConstraint(constraint), _) => match &constraint.name {
            Some(name) => gone(alter(format!("DROP CONSTRAINT {}", quote(name)))),
            None => Inverse::impossible("the name that it was given is not known"),
        },
        (DomainChange::RenameConstraint(old, new), _) => {
            Inverse::lossless(alter(format!("RENAME CONSTRAINT {} TO {}", quote(new), quote(old))), "the old name comes back")
        }
        (DomainChange::ValidateConstraint(_), _) => {
            Inverse::nothing("a constraint that is validated asks no more of new values than before")
        }
        (DomainChange::SetDefault(_) | DomainChange::DropDefault, Some(UserTypeKind::Domain { default, .. })) => match default {
            Some(default) => Inverse::lossless(alter(format!("SET DEFAULT {}", default.text)), "the old default comes back"),
            None => Inverse::lossless(alter("DROP DEFAULT".to_owned()), "it had no default before"),
        },
        (DomainChange::SetNotNull, Some(UserTypeKind::Domain { not_null: false, .. })) => {
            Inverse::lossless(alter("DROP NOT NULL".to_owned()), "it takes NULL again")
        }
        (DomainChange::DropNotNull, Some(UserTypeKind::Domain { not_null: true, .. })) => {
            Inverse::lossless(alter("SET NOT NULL".to_owned()), "it refuses NULL again; this fails where NULL was written since")
        }
        (DomainChange::SetNotNull | DomainChange::DropNotNull, Some(UserTypeKind::Domain { .. })) => Inverse::nothing("it was so before"),
        _ => Inverse::impossible("what it was before is not known"),
    }
}

fn object(create: &CreateObject) -> Inverse {
    let name = create.name.to_sql();
    let drop = match create.object {
        ObjectKind::Extension if create.if_not_exists => return Inverse::stays("it stays: others may use it by now, and it does no harm"),
        _ if create.if_not_exists || create.or_replace => return Inverse::stays("it stays: whether it was there before is not known"),
        ObjectKind::Schema | ObjectKind::Extension | ObjectKind::Statistics | ObjectKind::Collation | ObjectKind::Publication => {
            format!("DROP {} {name};", words(create.object))
        }
        ObjectKind::EventTrigger | ObjectKind::Server | ObjectKind::ForeignDataWrapper | ObjectKind::AccessMethod | ObjectKind::Role => {
            format!("DROP {} {name};", words(create.object))
        }
        _ => return Inverse::impossible("how it is dropped depends on more than its name"),
    };
    gone(drop)
}

fn words(kind: ObjectKind) -> String {
    kind.word().to_ascii_uppercase()
}

fn drop(drop: &DropObject, asked: Asked<'_>) -> Inverse {
    let on = drop.on.as_ref();
    let text = match drop.object {
        ObjectKind::View | ObjectKind::MaterializedView => asked.definitions.view(&drop.name),
        ObjectKind::Trigger => on.and_then(|table| asked.definitions.trigger(table, &drop.name.name)),
        ObjectKind::Policy => on.and_then(|table| asked.definitions.policy(table, &drop.name.name)),
        ObjectKind::Type => return drop_type(drop, asked),
        _ => None,
    };
    let reads = asked.cx.schema.views.get(&drop.name).into_iter().flat_map(|view| &view.reads);
    match text {
        Some(text) => Inverse::lossy(text, FROM_TEXT).relying_on(on.into_iter().chain(reads)),
        None => Inverse::impossible(NO_TEXT),
    }
}

fn drop_type(drop: &DropObject, asked: Asked<'_>) -> Inverse {
    match asked.cx.schema.types.get(&drop.name).map(|known| &known.kind) {
        Some(UserTypeKind::Enum(labels)) if !drop.cascade => {
            let labels: Vec<String> = labels.iter().map(|(label, _)| quote_literal(label)).collect();
            Inverse::lossless(format!("CREATE TYPE {} AS ENUM ({});", drop.name.to_sql(), labels.join(", ")), "it is made anew")
        }
        _ => Inverse::impossible(NO_TEXT),
    }
}

fn rename(rename: &RenameObject) -> Option<Inverse> {
    let renamed = QualifiedName { name: rename.to.as_str().into(), ..rename.name.clone() };
    let (to, kind) = (quote(&rename.name.name), words(rename.object));
    let sql = match (&rename.on, rename.object) {
        (Some(table), ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule) => {
            format!("ALTER {kind} {} ON {} RENAME TO {to};", quote(&rename.to), table.to_sql())
        }
        (None, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate | ObjectKind::Operator) => {
            return Some(Inverse::impossible("which of the functions of that name is meant is not known"));
        }
        (
            None,
            ObjectKind::TextSearch | ObjectKind::OperatorClass | ObjectKind::OperatorFamily | ObjectKind::Column | ObjectKind::Constraint,
        ) => return None,
        (None, _) => format!("ALTER {kind} {} RENAME TO {to};", renamed.to_sql()),
        _ => return None,
    };
    Some(Inverse::lossless(sql, "the old name comes back"))
}

fn set_schema(set: &SetSchema) -> Option<Inverse> {
    let before = set.name.schema.as_ref()?;
    let moved = QualifiedName::new(set.to.clone(), set.name.name.clone());
    if matches!(set.object, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate) {
        return Some(Inverse::impossible("which of the functions of that name is meant is not known"));
    }
    Some(Inverse::lossless(format!("ALTER {} {} SET SCHEMA {};", words(set.object), moved.to_sql(), quote(before)), "it moves back"))
}
