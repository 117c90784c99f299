//! From one type to another: what is written again, and what becomes of the values. Measured on 14–18.

use super::Circumstances;
use super::types_families::{Family, enum_labels, family, is_composite, is_unlimited_text, is_xml, name};
use crate::operation::TypeName;
use crate::schema::UserTypeKind;

/// What a change of type does to the stored rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Storage {
    /// The bytes stay.
    Keep,
    /// The bytes stay, but they order by other operators, so indexes on the column are built again.
    KeepReindex,
    /// Every row is written again.
    Rewrite,
}

/// What becomes of the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Values {
    /// Every value stays what it was.
    Kept,
    /// A value that does not fit makes the statement fail.
    Refused,
    /// Parts of values are cut or rounded without a word.
    Cut,
}

/// What `TimeZone` is when the statement runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    Utc,
    Other,
    Unknown,
}

/// The type under its domains, and whether one of these checks values.
pub(super) fn base(name: &TypeName, cx: &Circumstances<'_>) -> (TypeName, bool) {
    let mut current = name.clone();
    let mut checked = false;
    for _ in 0..16 {
        let Some(UserTypeKind::Domain { base, not_null, checks, .. }) = cx.user_type(&current.name).map(|user| &user.kind) else {
            break;
        };
        checked |= *not_null || !checks.is_empty();
        let dimensions = current.dimensions;
        current = base.clone();
        current.dimensions = current.dimensions.saturating_add(dimensions);
    }
    (current, checked)
}

/// What the step from `old` to `new` does to the rows.
pub(super) fn storage(old: &TypeName, new: &TypeName, zone: Zone, cx: &Circumstances<'_>) -> Storage {
    if old == new {
        return Storage::Keep;
    }
    let (old_base, _) = base(old, cx);
    let (new_base, checked) = base(new, cx);
    if checked {
        return Storage::Rewrite;
    }
    // An array of a domain is another array than one of its base type.
    if old.dimensions > 0 && new.dimensions > 0 && old.name != new.name {
        return Storage::Rewrite;
    }
    if old_base == new_base {
        return Storage::Keep;
    }
    if old_base.dimensions > 0 || new_base.dimensions > 0 {
        return array_storage(&old_base, &new_base);
    }
    scalar_storage(&old_base, &new_base, zone)
}

/// Elements are cast one by one, except where only a limit falls away.
fn array_storage(old: &TypeName, new: &TypeName) -> Storage {
    let both = old.dimensions > 0 && new.dimensions > 0;
    if both && old.name == new.name && (new.modifiers.is_empty() || new.modifiers == old.modifiers) {
        Storage::Keep
    } else {
        Storage::Rewrite
    }
}

fn scalar_storage(old: &TypeName, new: &TypeName, zone: Zone) -> Storage {
    let keep_if = |keep: bool| if keep { Storage::Keep } else { Storage::Rewrite };
    let unlimited = new.modifiers.is_empty();
    match (name(old), name(new)) {
        ("character varying", "character varying") | ("bit varying", "bit varying") => keep_if(limit_holds(old, new)),
        ("numeric", "numeric") => keep_if(numeric_widens(old, new)),
        ("timestamp without time zone", "timestamp without time zone")
        | ("timestamp with time zone", "timestamp with time zone")
        | ("time without time zone", "time without time zone")
        | ("time with time zone", "time with time zone")
        | ("interval", "interval") => keep_if(precision_holds(old, new)),
        ("timestamp without time zone", "timestamp with time zone") | ("timestamp with time zone", "timestamp without time zone") => {
            if zone == Zone::Utc && precision_holds(old, new) { Storage::KeepReindex } else { Storage::Rewrite }
        }
        ("character varying" | "xml", "text") | ("cidr", "inet") => Storage::Keep,
        // Stored alike and ordered otherwise; by its casts `WITHOUT FUNCTION`.
        ("text" | "character varying", "citext") | ("citext", "text") => Storage::KeepReindex,
        ("citext", "character varying") if unlimited => Storage::KeepReindex,
        ("text" | "xml", "character varying") | ("bit", "bit varying") => keep_if(unlimited),
        // The project's own types have no name here, and two of them are not the same.
        ("", _) | (_, "") => keep_if(old.name == new.name && old.modifiers == new.modifiers),
        (before, after) if before == after => keep_if(old.modifiers == new.modifiers),
        _ => Storage::Rewrite,
    }
}

fn limit_holds(old: &TypeName, new: &TypeName) -> bool {
    match (old.modifier(0), new.modifier(0)) {
        (_, None) => new.modifiers.is_empty(),
        (Some(old), Some(new)) => new >= old,
        (None, Some(_)) => false,
    }
}

fn numeric_widens(old: &TypeName, new: &TypeName) -> bool {
    let scale = |data_type: &TypeName| data_type.modifier(1).unwrap_or(0);
    match (old.modifier(0), new.modifier(0)) {
        (_, None) => true,
        (Some(before), Some(after)) => after >= before && scale(old) == scale(new),
        (None, Some(_)) => false,
    }
}

/// Seconds' digits: six where none are written.
fn precision_holds(old: &TypeName, new: &TypeName) -> bool {
    let digits = |data_type: &TypeName| {
        if data_type.modifiers.is_empty() { Some(6) } else { data_type.modifier(0) }
    };
    match (digits(old), digits(new)) {
        (Some(old), Some(new)) => new >= old,
        _ => new.modifiers.is_empty() || old.modifiers == new.modifiers,
    }
}

/// Whether the server casts the one to the other without `USING`, and the default with it. `None`: the text does not tell.
pub(super) fn is_assignable(old: &TypeName, new: &TypeName, cx: &Circumstances<'_>) -> Option<bool> {
    let ((old, _), (new, _)) = (base(old, cx), base(new, cx));
    if old.name == new.name && (old.dimensions > 0) == (new.dimensions > 0) {
        return Some(true);
    }
    let (before, after) = (family(&old, cx), family(&new, cx));
    if after == Family::Text && (new.dimensions == 0 || old.dimensions > 0) {
        return Some(true);
    }
    if is_xml(&new) != is_xml(&old) && new.dimensions == 0 {
        return Some(false);
    }
    // Its own type apart, a composite takes what it is cast to by hand.
    if is_composite(&old, cx) || is_composite(&new, cx) {
        return Some(false);
    }
    if before == Family::Other || after == Family::Other {
        return None;
    }
    if (old.dimensions > 0) != (new.dimensions > 0) {
        return Some(false);
    }
    Some(before == after && before != Family::Enum)
}

/// What becomes of the values in the step from `old` to `new`. An explicit cast cuts where the implicit one refuses.
pub(super) fn values(old: &TypeName, new: &TypeName, explicit: bool, cx: &Circumstances<'_>) -> Values {
    let ((old, _), (new, checked)) = (base(old, cx), base(new, cx));
    let kept = if checked { Values::Refused } else { Values::Kept };
    if old == new || scalar_or_array_keeps(&old, &new) {
        return kept;
    }
    if old.dimensions > 0 && new.dimensions == 0 {
        return if is_unlimited_text(&new) { kept } else { Values::Refused };
    }
    if old.dimensions == 0 && new.dimensions > 0 {
        return Values::Refused;
    }
    match (family(&old, cx), family(&new, cx)) {
        (_, Family::Text) => to_text(&old, &new, explicit, cx).max(kept),
        (Family::Number, Family::Number) => number(&old, &new).max(kept),
        (Family::Moment, Family::Moment) => moment(&old, &new).max(kept),
        (Family::Json, Family::Json) | (Family::Boolean, Family::Number) => kept,
        (Family::Network, Family::Network) => Values::Refused,
        (Family::Bits, Family::Bits) => {
            if explicit {
                Values::Cut
            } else {
                Values::Refused
            }
        }
        (Family::Number, Family::Boolean) => Values::Cut,
        (Family::Enum, Family::Enum) => labels_kept(&old, &new, cx).max(kept),
        _ => Values::Refused,
    }
}

fn scalar_or_array_keeps(old: &TypeName, new: &TypeName) -> bool {
    if old.dimensions > 0 || new.dimensions > 0 {
        return array_storage(old, new) == Storage::Keep;
    }
    scalar_storage(old, new, Zone::Utc) != Storage::Rewrite
}

fn to_text(old: &TypeName, new: &TypeName, explicit: bool, cx: &Circumstances<'_>) -> Values {
    if is_unlimited_text(new) {
        return Values::Kept;
    }
    let limit = match name(new) {
        "character" => Some(new.modifier(0).unwrap_or(1)),
        "name" => Some(63),
        _ => new.modifier(0),
    };
    match (text_width(old, cx), limit) {
        (Some(width), Some(limit)) if width <= limit => Values::Kept,
        _ if explicit || name(new) == "name" => Values::Cut,
        _ => Values::Refused,
    }
}

/// The longest text that a value of the type can give.
fn text_width(data_type: &TypeName, cx: &Circumstances<'_>) -> Option<i64> {
    match name(data_type) {
        "boolean" => Some(5),
        "smallint" => Some(6),
        "integer" => Some(11),
        "bigint" => Some(20),
        "uuid" => Some(36),
        "character varying" => data_type.modifier(0),
        "character" => Some(data_type.modifier(0).unwrap_or(1)),
        _ => {
            let longest = enum_labels(data_type, cx)?.iter().map(|label| label.chars().count()).max()?;
            i64::try_from(longest).ok()
        }
    }
}

/// Labels that the new enum lacks make the cast fail.
fn labels_kept(old: &TypeName, new: &TypeName, cx: &Circumstances<'_>) -> Values {
    match (enum_labels(old, cx), enum_labels(new, cx)) {
        (Some(old), Some(new)) if old.iter().all(|label| new.contains(label)) => Values::Kept,
        _ => Values::Refused,
    }
}

/// Digits before the point, and after it; `None` for as many as it takes.
fn digits(data_type: &TypeName) -> Option<(i64, i64)> {
    match name(data_type) {
        "smallint" => Some((5, 0)),
        "integer" => Some((10, 0)),
        "bigint" => Some((19, 0)),
        "numeric" => {
            let scale = data_type.modifier(1).unwrap_or(0);
            data_type.modifier(0).map(|precision| (precision - scale, scale))
        }
        _ => None,
    }
}

fn number(old: &TypeName, new: &TypeName) -> Values {
    let is_float = |data_type: &TypeName| matches!(name(data_type), "real" | "double precision");
    match (name(old), name(new)) {
        ("real" | "smallint" | "integer", "double precision") | ("smallint", "real") => return Values::Kept,
        (_, "numeric") if new.modifiers.is_empty() && !is_float(old) => return Values::Kept,
        _ if is_float(old) || is_float(new) => return Values::Cut,
        _ => {}
    }
    match (digits(old), digits(new)) {
        (Some((_, before)), Some((_, after))) if after < before => Values::Cut,
        (Some((before, _)), Some((after, _))) if before <= after => Values::Kept,
        (Some(_), Some(_)) => Values::Refused,
        _ => Values::Cut,
    }
}

fn moment(old: &TypeName, new: &TypeName) -> Values {
    match (name(old), name(new)) {
        ("date", "timestamp without time zone" | "timestamp with time zone") => Values::Kept,
        ("time without time zone", "time with time zone" | "interval") if precision_holds(old, new) => Values::Kept,
        ("timestamp without time zone", "timestamp with time zone") | ("timestamp with time zone", "timestamp without time zone")
            if precision_holds(old, new) =>
        {
            Values::Kept
        }
        _ => Values::Cut,
    }
}

/// What the server reports for a value that the type does not take.
pub(super) fn refusal(old: Option<&TypeName>, new: &TypeName, cx: &Circumstances<'_>) -> &'static str {
    let (new, checked) = base(new, cx);
    let from_text = old.is_some_and(|old| family(&base(old, cx).0, cx) == Family::Text);
    match family(&new, cx) {
        _ if checked => "23514",
        Family::Number if from_text => "22P02",
        Family::Text => "22001",
        Family::Number => "22003",
        Family::Bits if name(&new) == "bit" => "22026",
        Family::Bits => "22001",
        Family::Moment => "22007",
        _ => "22P02",
    }
}

/// What is known of the values where the old type is not: without `USING`, what takes every value of its family keeps them.
pub(super) fn takes_everything(new: &TypeName) -> bool {
    is_unlimited_text(new)
        || (new.modifiers.is_empty()
            && matches!(name(new), "bigint" | "numeric" | "double precision" | "jsonb" | "timestamp with time zone"))
}

/// Whether the change between these two types depends on the session's time zone.
pub(super) fn depends_on_zone(old: &TypeName, new: &TypeName, cx: &Circumstances<'_>) -> bool {
    let ((old, _), (new, _)) = (base(old, cx), base(new, cx));
    matches!(
        (name(&old), name(&new)),
        ("timestamp without time zone", "timestamp with time zone") | ("timestamp with time zone", "timestamp without time zone")
    ) && precision_holds(&old, &new)
}
