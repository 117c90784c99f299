//! Which family a type belongs to: the server casts within families and between some. Measured on 14–18.

use super::Circumstances;
use crate::operation::TypeName;
use crate::schema::UserTypeKind;

/// The type's own name; types outside the catalog's schema keep theirs apart, but for that of the extension `citext`.
pub(super) fn name(data_type: &TypeName) -> &str {
    match data_type.name.schema.as_deref() {
        _ if data_type.name.name == "citext" => "citext",
        None | Some("pg_catalog") => match data_type.name.name.as_str() {
            "timestamp" => "timestamp without time zone",
            "timestamptz" => "timestamp with time zone",
            "time" => "time without time zone",
            "timetz" => "time with time zone",
            "varchar" => "character varying",
            "varbit" => "bit varying",
            "char" | "bpchar" => "character",
            "int" | "int4" => "integer",
            "int8" => "bigint",
            "int2" => "smallint",
            "float4" => "real",
            "float8" => "double precision",
            "bool" => "boolean",
            "decimal" => "numeric",
            other => other,
        },
        Some(_) => "",
    }
}

/// Types between which the server has casts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Number,
    Text,
    Moment,
    Json,
    Bits,
    Network,
    Boolean,
    Uuid,
    Binary,
    Enum,
    Other,
}

/// The family of a type, the project's own enums among them.
pub(super) fn family(data_type: &TypeName, cx: &Circumstances<'_>) -> Family {
    let other = || if enum_labels(data_type, cx).is_some() { Family::Enum } else { Family::Other };
    plain_family(data_type).unwrap_or_else(other)
}

fn plain_family(data_type: &TypeName) -> Option<Family> {
    Some(match name(data_type) {
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" | "money" => Family::Number,
        "text" | "character varying" | "character" | "name" | "citext" => Family::Text,
        "date"
        | "timestamp without time zone"
        | "timestamp with time zone"
        | "time without time zone"
        | "time with time zone"
        | "interval" => Family::Moment,
        "json" | "jsonb" => Family::Json,
        "bit" | "bit varying" => Family::Bits,
        "inet" | "cidr" => Family::Network,
        "boolean" => Family::Boolean,
        "uuid" => Family::Uuid,
        "bytea" => Family::Binary,
        _ => return None,
    })
}

/// A type of the server's own, as far as types have a family here.
pub(super) fn is_built_in(data_type: &TypeName) -> bool {
    const OTHERS: [&str; 22] = [
        "xml",
        "point",
        "line",
        "lseg",
        "box",
        "path",
        "polygon",
        "circle",
        "tsvector",
        "tsquery",
        "macaddr",
        "macaddr8",
        "oid",
        "regclass",
        "int4range",
        "int8range",
        "numrange",
        "tsrange",
        "tstzrange",
        "daterange",
        "pg_lsn",
        "txid_snapshot",
    ];
    data_type.is_serial() || is_scalar(data_type) || OTHERS.contains(&name(data_type))
}

/// A number, text, moment or the like.
pub(super) fn is_scalar(data_type: &TypeName) -> bool {
    plain_family(data_type).is_some()
}

/// A composite type of the project.
pub(super) fn is_composite(data_type: &TypeName, cx: &Circumstances<'_>) -> bool {
    cx.user_type(&data_type.name).is_some_and(|user| matches!(user.kind, UserTypeKind::Composite(_)))
}

/// The labels of an enum of the project.
pub(super) fn enum_labels<'a>(data_type: &TypeName, cx: &Circumstances<'a>) -> Option<Vec<&'a str>> {
    match cx.user_type(&data_type.name).map(|user| &user.kind) {
        Some(UserTypeKind::Enum(labels)) => Some(labels.iter().map(|(label, _)| label.as_str()).collect()),
        _ => None,
    }
}

pub(super) fn is_xml(data_type: &TypeName) -> bool {
    name(data_type) == "xml"
}

pub(super) fn is_unlimited_text(data_type: &TypeName) -> bool {
    matches!(name(data_type), "text" | "citext") || (name(data_type) == "character varying" && data_type.modifiers.is_empty())
}
