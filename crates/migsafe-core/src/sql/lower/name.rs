//! Names and types.

use sqlparser::ast::{ArrayElemTypeDef, CharacterLength, DataType, ExactNumberInfo, GeometricTypeKind, Ident, ObjectName, TimezoneInfo};

use crate::name::QualifiedName;
use crate::operation::TypeName;

/// The longest identifier in bytes; the server cuts longer ones (docs: "Identifiers and Key Words").
const LONGEST_IDENTIFIER: usize = 63;

/// An identifier as the catalog holds it.
pub(in crate::sql) fn ident(ident: &Ident) -> String {
    truncated(if ident.quote_style.is_none() { ident.value.to_ascii_lowercase() } else { ident.value.clone() })
}

/// Cuts an identifier where PostgreSQL cuts it.
pub(in crate::sql) fn truncated(mut name: String) -> String {
    if name.len() > LONGEST_IDENTIFIER {
        let mut end = LONGEST_IDENTIFIER;
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name.truncate(end);
    }
    name
}
pub(super) fn idents(list: &[Ident]) -> Vec<String> {
    list.iter().map(ident).collect()
}

/// The parts of a name, folded.
pub(super) fn parts(name: &ObjectName) -> Result<Vec<String>, String> {
    name.0.iter().map(|part| part.as_ident().map(ident).ok_or_else(|| format!("the name {name} is not a plain one"))).collect()
}

/// A name with its schema; a database before it is left out, since it can only be the current one.
pub(super) fn qualified(name: &ObjectName) -> Result<QualifiedName, String> {
    from_parts(parts(name)?).ok_or_else(|| format!("the name {name} is not a plain one"))
}

/// A name without a schema, for objects that live outside schemas and for new names.
pub(super) fn bare(name: &ObjectName) -> Result<String, String> {
    match parts(name)?.as_slice() {
        [only] => Ok(only.clone()),
        _ => Err(format!("the name {name} carries a schema where none can stand")),
    }
}

/// A column with its table before it, as in `COMMENT ON COLUMN` and `OWNED BY`.
pub(super) fn column_of_table(name: &ObjectName) -> Result<(QualifiedName, String), String> {
    let mut parts = parts(name)?;
    let column = parts.pop();
    column
        .zip(from_parts(parts).filter(|table| !table.name.is_empty()))
        .map(|(column, table)| (table, column))
        .ok_or_else(|| format!("the name {name} is not that of a table's column"))
}

fn from_parts(mut parts: Vec<String>) -> Option<QualifiedName> {
    let name = parts.pop()?;
    Some(QualifiedName { schema: parts.pop().map(Into::into), name: name.into() })
}

/// The name that `format_type` prints for a built-in type's other names (docs: "Data Types", table 8.1); `None` where it has only one.
pub(in crate::sql) fn canonical(name: &str) -> Option<&'static str> {
    Some(match name {
        "int" | "int4" | "integer" => "integer",
        "int2" | "smallint" => "smallint",
        "int8" | "bigint" => "bigint",
        "serial4" => "serial",
        "serial2" => "smallserial",
        "serial8" => "bigserial",
        "float4" => "real",
        "float8" | "float" => "double precision",
        "decimal" | "dec" => "numeric",
        "bool" => "boolean",
        "varchar" => "character varying",
        "bpchar" => "character",
        "timestamp" => "timestamp without time zone",
        "timestamptz" => "timestamp with time zone",
        "time" => "time without time zone",
        "timetz" => "time with time zone",
        "varbit" => "bit varying",
        _ => return None,
    })
}

/// A type under its catalog name.
pub(super) fn type_name(data_type: &DataType) -> Result<TypeName, String> {
    let mut inner = data_type;
    let mut dimensions: u8 = 0;
    while let DataType::Array(ArrayElemTypeDef::SquareBracket(element, _) | ArrayElemTypeDef::Qualified(element, _)) = inner {
        dimensions = dimensions.saturating_add(1);
        inner = element;
    }
    let (name, modifiers) = element(inner).ok_or_else(|| format!("{data_type} is not a type of PostgreSQL"))??;
    Ok(TypeName { name, modifiers, dimensions })
}

type Element = (QualifiedName, Vec<String>);

fn element(data_type: &DataType) -> Option<Result<Element, String>> {
    Some(Ok(match data_type {
        DataType::Custom(name, modifiers) => return Some(custom(name, modifiers)),
        DataType::Character(length) | DataType::Char(length) => characters("character", *length, true)?,
        DataType::CharacterVarying(length) | DataType::CharVarying(length) | DataType::Varchar(length) => {
            characters("character varying", *length, false)?
        }
        DataType::Nvarchar(length) => characters("nvarchar", *length, false)?,
        DataType::Numeric(info) | DataType::Decimal(info) | DataType::Dec(info) => (QualifiedName::bare("numeric"), exact(info)),
        DataType::Float(info) => (QualifiedName::bare(float(info)), Vec::new()),
        DataType::Int2(None) | DataType::SmallInt(None) => plain("smallint"),
        DataType::Int(None) | DataType::Int4(None) | DataType::Integer(None) => plain("integer"),
        DataType::Int8(None) | DataType::BigInt(None) => plain("bigint"),
        DataType::Float4 | DataType::Real => plain("real"),
        DataType::Float8 | DataType::DoublePrecision => plain("double precision"),
        DataType::Bool | DataType::Boolean => plain("boolean"),
        DataType::Time(precision, zone) => with_precision(zoned("time", *zone), *precision),
        DataType::Timestamp(precision, zone) => with_precision(zoned("timestamp", *zone), *precision),
        DataType::Interval { fields, precision } => {
            let fields = fields.as_ref().map(|fields| fields.to_string().to_ascii_lowercase());
            (QualifiedName::bare("interval"), fields.into_iter().chain(precision.map(|digits| digits.to_string())).collect())
        }
        DataType::Bit(length) => with_precision("bit", *length),
        DataType::BitVarying(length) | DataType::VarBit(length) => with_precision("bit varying", *length),
        DataType::GeometricType(kind) => plain(geometric(*kind)),
        DataType::Uuid => plain("uuid"),
        DataType::Date => plain("date"),
        DataType::JSON => plain("json"),
        DataType::JSONB => plain("jsonb"),
        DataType::Regclass => plain("regclass"),
        DataType::Text => plain("text"),
        DataType::Bytea => plain("bytea"),
        DataType::Trigger => plain("trigger"),
        DataType::TsVector => plain("tsvector"),
        DataType::TsQuery => plain("tsquery"),
        DataType::Table(_) | DataType::NamedTable { .. } => plain("record"),
        // Key words of other databases are ordinary type names here, which an extension or the user may define.
        DataType::Clob(None)
        | DataType::Blob(None)
        | DataType::Binary(None)
        | DataType::Varbinary(None)
        | DataType::Bytes(None)
        | DataType::Signed
        | DataType::Unsigned
        | DataType::TinyBlob
        | DataType::MediumBlob
        | DataType::LongBlob
        | DataType::TinyInt(None)
        | DataType::MediumInt(None)
        | DataType::TinyText
        | DataType::MediumText
        | DataType::LongText
        | DataType::String(None)
        | DataType::Datetime(None)
        | DataType::Float32
        | DataType::Float64
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Int128
        | DataType::Int256
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64
        | DataType::UInt128
        | DataType::UInt256
        | DataType::HugeInt
        | DataType::UHugeInt
        | DataType::AnyType => (QualifiedName::bare(data_type.to_string().to_ascii_lowercase()), Vec::new()),
        _ => return None,
    }))
}

fn plain(name: &str) -> Element {
    (QualifiedName::bare(name), Vec::new())
}

fn with_precision(name: &str, precision: Option<u64>) -> Element {
    (QualifiedName::bare(name), precision.map(|digits| digits.to_string()).into_iter().collect())
}

fn characters(name: &str, length: Option<CharacterLength>, one_by_default: bool) -> Option<Element> {
    let modifiers = match length {
        Some(CharacterLength::IntegerLength { length, .. }) => vec![length.to_string()],
        // `character` is `character(1)` (docs: "Character Types").
        None if one_by_default => vec!["1".to_owned()],
        None => Vec::new(),
        Some(CharacterLength::Max) => return None,
    };
    Some((QualifiedName::bare(name), modifiers))
}

fn exact(info: &ExactNumberInfo) -> Vec<String> {
    match info {
        ExactNumberInfo::None => Vec::new(),
        ExactNumberInfo::Precision(precision) => vec![precision.to_string()],
        ExactNumberInfo::PrecisionAndScale(precision, scale) => vec![precision.to_string(), scale.to_string()],
    }
}

/// `float(1)` to `float(24)` are `real`, the rest `double precision` (docs: "Floating-Point Types").
fn float(info: &ExactNumberInfo) -> &'static str {
    match info {
        ExactNumberInfo::Precision(..=24) => "real",
        _ => "double precision",
    }
}

fn zoned(name: &str, zone: TimezoneInfo) -> &'static str {
    match (name, zone) {
        ("time", TimezoneInfo::WithTimeZone | TimezoneInfo::Tz) => "time with time zone",
        ("time", _) => "time without time zone",
        (_, TimezoneInfo::WithTimeZone | TimezoneInfo::Tz) => "timestamp with time zone",
        _ => "timestamp without time zone",
    }
}

fn geometric(kind: GeometricTypeKind) -> &'static str {
    match kind {
        GeometricTypeKind::Point => "point",
        GeometricTypeKind::Line => "line",
        GeometricTypeKind::LineSegment => "lseg",
        GeometricTypeKind::GeometricBox => "box",
        GeometricTypeKind::GeometricPath => "path",
        GeometricTypeKind::Polygon => "polygon",
        GeometricTypeKind::Circle => "circle",
    }
}

fn custom(name: &ObjectName, modifiers: &[String]) -> Result<Element, String> {
    let quoted = name.0.last().and_then(|part| part.as_ident()).is_some_and(|ident| ident.quote_style.is_some());
    let mut resolved = qualified(name)?;
    let in_catalog = resolved.schema.as_deref() == Some("pg_catalog");
    if resolved.schema.is_none() && quoted && resolved.name == "char" {
        // The one-byte type; only its quotes tell it from `character`.
        return Ok((QualifiedName::bare("\"char\""), Vec::new()));
    }
    if in_catalog {
        resolved.schema = None;
        if resolved.name == "char" {
            return Ok((QualifiedName::bare("\"char\""), Vec::new()));
        }
    }
    if let Some(canonical) = canonical(&resolved.name).filter(|_| resolved.schema.is_none()) {
        resolved = QualifiedName::bare(canonical);
    }
    Ok((resolved, modifiers.iter().map(|modifier| modifier.trim().to_owned()).collect()))
}
