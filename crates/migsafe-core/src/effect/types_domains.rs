//! Enums, composite types and domains. Measured on 14–18.

use super::draft::Draft;
use super::{Circumstances, Effect, LockMode};
use crate::effect::model::LISTED;
use crate::name::QualifiedName;
use crate::operation::{
    AddEnumValue, AlterDomain, AlterTypeAttribute, AttributeChange, Cast, CreateDomain, CreateType, DomainChange, Expression,
    RenameEnumValue, TypeName,
};
use crate::schema::{HashSet, UserTypeKind};
use crate::version::PostgresVersion;

pub(super) fn create_type(create: &CreateType, cx: &Circumstances<'_>) -> Effect {
    existing_type(&create.name, cx)
}

pub(super) fn create_domain(create: &CreateDomain, cx: &Circumstances<'_>) -> Effect {
    existing_type(&create.name, cx)
}

fn existing_type(name: &QualifiedName, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if cx.schema.types.contains_key(name) || cx.schema.relation_exists(name) {
        draft.fails(format!("type {} exists", name.short()), "42710");
    }
    draft.effect
}

/// Touches no table: in a transaction block the value stays unusable until that commits.
pub(super) fn add_enum_value(add: &AddEnumValue, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let has = labels(&add.name, cx).is_some_and(|labels| labels.contains(&add.value));
    if has && !add.if_not_exists {
        draft.fails(format!("the type has the value {}", add.value), "42710");
    }
    draft.effect
}

pub(super) fn rename_enum_value(rename: &RenameEnumValue, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if !cx.is_new(cx.schema.types.get(&rename.name).and_then(|user| user.birth)) {
        draft.breaks_old_code();
    }
    if labels(&rename.name, cx).is_some_and(|labels| !labels.contains(&rename.value)) {
        draft.may_fail(format!("the type has no value {}", rename.value), "22023");
    }
    if labels(&rename.name, cx).is_some_and(|labels| labels.contains(&rename.to)) {
        draft.fails(format!("the type has a value {}", rename.to), "42710");
    }
    draft.effect
}

type Labels = crate::schema::Listed<(String, Option<crate::schema::Birth>)>;

fn labels<'a>(name: &QualifiedName, cx: &Circumstances<'a>) -> Option<&'a Labels> {
    match cx.schema.types.get(name).map(|user| &user.kind) {
        Some(UserTypeKind::Enum(labels)) => Some(labels),
        _ => None,
    }
}

/// All labels that an enum can have by now. `None`: it is none, or something may have changed it that was not read.
pub(super) fn all_labels<'a>(data_type: &TypeName, cx: &Circumstances<'a>) -> Option<Vec<&'a str>> {
    let user = cx.user_type(&data_type.name).filter(|user| user.birth.is_some() && !cx.schema.unread)?;
    let labels = labels(&user.name, cx)?;
    Some(labels.iter().map(|(label, _)| label.as_str()).collect())
}

/// A label cannot be used in the transaction that added it. Where the type itself was created in that transaction it can, since 17.
pub(super) fn use_of_new_enum_value(table: &QualifiedName, column: &str, expression: &Expression, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let column = cx.table(table).and_then(|table| table.column(column));
    if let Some(data_type) = column.and_then(|column| column.data_type.as_deref()) {
        use_in_type(data_type, expression, draft);
    }
}

/// The same, where the column's type is at hand.
pub(super) fn use_in_type(data_type: &TypeName, expression: &Expression, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let Some(user) = cx.schema.types.get(&data_type.name) else { return };
    let same_transaction = |birth: Option<crate::schema::Birth>| birth.is_some_and(|birth| birth.transaction() == cx.now.transaction());
    let Some(labels) = labels(&user.name, cx) else { return };
    if same_transaction(user.birth) && cx.version >= PostgresVersion(17) {
        return;
    }
    for (label, birth) in labels {
        if same_transaction(*birth) && *birth != user.birth && mentions(&expression.text, label) {
            draft.fails(format!("the value {label} was added in the same transaction"), "55P04");
        }
    }
}

/// Rows are written to a column whose enum got a label in this transaction: the text does not tell whether that label is among the values.
pub(super) fn may_write_new_enum_value(table: &QualifiedName, columns: &[String], draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for column in cx.table(table).map(|table| &table.columns).into_iter().flatten() {
        if !columns.is_empty() && !columns.contains(&column.name) {
            continue;
        }
        let user = column.data_type.as_deref().and_then(|data_type| cx.schema.types.get(&data_type.name));
        let Some((user, UserTypeKind::Enum(labels))) = user.map(|user| (user, &user.kind)) else { continue };
        let same_transaction = |birth: Option<crate::schema::Birth>| birth.is_some_and(|birth| birth.transaction() == cx.now.transaction());
        if same_transaction(user.birth) && cx.version >= PostgresVersion(17) {
            continue;
        }
        if let Some((label, _)) = labels.iter().find(|(_, birth)| same_transaction(*birth) && *birth != user.birth) {
            draft.may_fail(format!("{label} was added to {} in the same transaction and is written here", user.name.short()), "55P04");
        }
    }
}

/// Strings cast to an enum: a label of this transaction cannot be used yet, and one that the type lacks is refused.
pub(super) fn casts(casts: &[Cast], draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for cast in casts {
        let (Some(literal), Some(user)) = (&cast.literal, cx.user_type(&cast.to.name)) else { continue };
        let UserTypeKind::Enum(labels) = &user.kind else { continue };
        if cast.to.dimensions > 0 || user.birth.is_none() {
            continue;
        }
        let same_transaction = |birth: Option<crate::schema::Birth>| birth.is_some_and(|birth| birth.transaction() == cx.now.transaction());
        match labels.get(literal) {
            None => draft.may_fail(format!("{} has no value {literal}", user.name.short()), "22P02"),
            Some((_, birth)) if same_transaction(*birth) && *birth != user.birth => {
                if !(same_transaction(user.birth) && cx.version >= PostgresVersion(17)) {
                    draft.fails(format!("the value {literal} was added in the same transaction"), "55P04");
                }
            }
            Some(_) => {}
        }
    }
}

fn mentions(text: &str, label: &str) -> bool {
    text.contains(&format!("'{}'", label.replace('\'', "''")))
}

/// A composite type used by a column cannot change an attribute's type; typed tables follow under `CASCADE`.
pub(super) fn alter_attribute(alter: &AlterTypeAttribute, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if alter.change == AttributeChange::Type
        && let Some((table, column)) = cx.columns_of_type(&alter.name).into_iter().next()
    {
        draft.fails(format!("column {}.{column} uses the type", table.short()), "0A000");
    }
    if !cx.is_new(cx.schema.types.get(&alter.name).and_then(|user| user.birth)) && !matches!(alter.change, AttributeChange::Add) {
        draft.breaks_old_code();
    }
    if alter.change == AttributeChange::Drop && !cx.columns_of_type(&alter.name).is_empty() {
        draft.destroys();
    }
    for table in cx.schema.tables.values().filter(|table| table.of_type.as_deref() == Some(&alter.name)) {
        if alter.cascade {
            draft.lock_tree_of_partitions(&table.name, LockMode::AccessExclusive);
        } else {
            draft.fails(format!("table {} is of the type", table.name.short()), "2BP01");
        }
    }
    draft.effect
}

/// SHARE on every table with a column of the domain while its rows are read; nothing where nothing is checked.
pub(super) fn alter_domain(alter: &AlterDomain, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let checks = match &alter.change {
        DomainChange::AddConstraint(constraint) => !constraint.not_valid,
        DomainChange::ValidateConstraint(_) | DomainChange::SetNotNull => true,
        DomainChange::DropConstraint(_)
        | DomainChange::RenameConstraint(..)
        | DomainChange::DropNotNull
        | DomainChange::SetDefault(_)
        | DomainChange::DropDefault => false,
    };
    if let DomainChange::DropConstraint(name) | DomainChange::ValidateConstraint(name) = &alter.change
        && let Some(UserTypeKind::Domain { checks, .. }) = cx.schema.types.get(&alter.name).map(|user| &user.kind)
        && !checks.contains(name)
    {
        draft.may_fail(format!("constraint {name} does not exist"), "42704");
        return draft.effect;
    }
    if !checks {
        return draft.effect;
    }
    if let Some((composite, table, column)) = within_composite(&alter.name, cx) {
        let holder = format!("{}.{column}", table.short());
        draft.fails(format!("{holder} is of the type {}, and what is in a composite cannot be checked", composite.short()), "0A000");
    }
    for (table, column) in cx.columns_of_type(&alter.name) {
        let array = cx.table(&table).and_then(|table| table.column(&column)).and_then(|column| column.data_type.as_deref());
        if array.is_some_and(|data_type| data_type.dimensions > 0) {
            draft.fails(format!("{}.{column} is an array of it, and what is in an array cannot be checked", table.short()), "0A000");
        }
        draft.lock(&table, LockMode::Share);
        draft.scan(&table);
        if !cx.is_empty(&table) {
            let sqlstate = if alter.change == DomainChange::SetNotNull { "23502" } else { "23514" };
            draft.may_fail(format!("a row of {} holds a value that the domain then refuses", table.short()), sqlstate);
        }
    }
    if alter.change == DomainChange::SetNotNull && !draft.effect.scans.is_empty() {
        draft.breaks_old_code();
    }
    draft.effect
}

/// A column whose composite type holds the type, itself or within another composite or domain.
fn within_composite(name: &QualifiedName, cx: &Circumstances<'_>) -> Option<(QualifiedName, QualifiedName, String)> {
    let mut holding = vec![name.clone()];
    let mut seen: HashSet<QualifiedName> = holding.iter().cloned().collect();
    let mut at = 0;
    while let Some(held) = holding.get(at).cloned() {
        if holding.len() >= LISTED {
            break;
        }
        for user in cx.schema.types_holding(&held.name) {
            let holds = match &user.kind {
                UserTypeKind::Composite(attributes) => {
                    attributes.iter().any(|(_, data_type)| data_type.as_ref().is_some_and(|data_type| is_type(data_type, &held, cx)))
                }
                UserTypeKind::Domain { base, .. } => is_type(base, &held, cx),
                _ => false,
            };
            if holds && seen.insert(user.name.clone()) {
                holding.push(user.name.clone());
            }
        }
        at += 1;
    }
    let composites =
        holding.into_iter().filter(|name| matches!(cx.schema.types.get(name).map(|user| &user.kind), Some(UserTypeKind::Composite(_))));
    composites.into_iter().find_map(|composite| {
        let (table, column) = cx.columns_of_type(&composite).into_iter().next()?;
        Some((composite, table, column))
    })
}

fn is_type(data_type: &TypeName, name: &QualifiedName, cx: &Circumstances<'_>) -> bool {
    cx.user_type(&data_type.name).is_some_and(|user| user.name == *name)
}

impl Circumstances<'_> {
    /// Every stored table's columns of the user type, arrays of it aside, through domains over it.
    pub(super) fn columns_of_type(&self, name: &QualifiedName) -> Vec<(QualifiedName, String)> {
        let mut found: Vec<(QualifiedName, String)> = self
            .schema
            .tables
            .values()
            .filter(|table| self.is_stored(&table.name))
            .flat_map(|table| {
                table
                    .columns
                    .iter()
                    .filter(|column| column.data_type.as_deref().is_some_and(|data_type| data_type.name == *name))
                    .map(|column| (table.name.clone(), column.name.clone()))
            })
            .collect();
        found.sort();
        found
    }
}
