//! Which types a foreign key may lead from and to: the server wants an equality operator between them, or an implicit cast to the referenced one. Measured on 17 for every pair of
//! these types; the cases of the oracle ask all versions.

use super::types_families::{enum_labels, is_scalar, name};
use super::{Circumstances, types_matrix};
use crate::operation::TypeName;

/// Whether a column of the one type can refer to a column of the other; nothing where a type is not one of the server's plain ones.
pub(super) fn can_refer(from: &TypeName, to: &TypeName, cx: &Circumstances<'_>) -> Option<bool> {
    let ((from, _), (to, _)) = (types_matrix::base(from, cx), types_matrix::base(to, cx));
    let is_known = |data_type: &TypeName| (is_scalar(data_type) && name(data_type) != "citext") || enum_labels(data_type, cx).is_some();
    if !is_known(&from) || !is_known(&to) {
        return None;
    }
    let (own, other) = (name(&from), name(&to));
    let is_enum = |data_type: &TypeName| enum_labels(data_type, cx).is_some();
    if from.dimensions > 0 || to.dimensions > 0 || is_enum(&from) || is_enum(&to) {
        let user = |data_type: &TypeName| cx.user_type(&data_type.name).map(|user| user.name.clone());
        return Some((from.dimensions > 0) == (to.dimensions > 0) && own == other && user(&from) == user(&to));
    }
    let from_one_of = |types: &[&str]| types.contains(&own);
    let moments = ["date", "timestamp without time zone", "timestamp with time zone"];
    Some(match other {
        "smallint" | "integer" | "bigint" => from_one_of(&["smallint", "integer", "bigint"]),
        "numeric" => from_one_of(&["smallint", "integer", "bigint", "numeric"]),
        "real" | "double precision" => from_one_of(&["smallint", "integer", "bigint", "numeric", "real", "double precision"]),
        "text" | "character varying" | "name" => from_one_of(&["text", "character varying", "character", "name"]),
        "character" => from_one_of(&["text", "character varying", "character"]),
        _ if moments.contains(&other) => from_one_of(&moments),
        "time with time zone" => from_one_of(&["time without time zone", "time with time zone"]),
        "interval" => from_one_of(&["time without time zone", "interval"]),
        "bit" | "bit varying" => from_one_of(&["bit", "bit varying"]),
        "inet" | "cidr" => from_one_of(&["inet", "cidr"]),
        _ => own == other,
    })
}
