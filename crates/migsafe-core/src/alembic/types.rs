//! SQLAlchemy's types as PostgreSQL's. Measured with SQLAlchemy 2.1.

use super::classes::Class;
use super::expression::literal;
use super::value::{Arguments, HOLE, Value};
use crate::name::quote;

/// A column's type.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DataType {
    /// As SQL.
    pub(super) sql: String,
    /// Whether it is one that SQLAlchemy or PostgreSQL knows; a project's own type is given under its Python name.
    pub(super) known: bool,
    /// The serial type that an integer key becomes.
    pub(super) serial: Option<&'static str>,
    /// The `CREATE TYPE` that `create_table` sends before a table with this type.
    pub(super) create: Option<String>,
    /// Whether a table that is made with such a column gets an index on it, as `GeoAlchemy2` has it.
    pub(super) spatial_index: bool,
}

impl DataType {
    fn known(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), known: true, serial: None, create: None, spatial_index: false }
    }

    /// Reads a type: a class, or a call of one.
    pub(super) fn read(value: &Value) -> Self {
        let nothing = Arguments::default();
        let arguments = value.call().unwrap_or(&nothing);
        if let Value::Call(call) = value
            && let Value::Member(owner, method) = &call.callee
        {
            return match (&**method, arguments.get(1, "dialect_name").and_then(Value::as_text)) {
                ("with_variant", Some("postgresql")) => arguments.get(0, "type_").map_or_else(Self::unknown, Self::read),
                ("type_descriptor", _) => arguments.get(0, "typeobj").map_or_else(Self::unknown, Self::read),
                ("with_variant" | "copy" | "evaluates_none", _) => Self::read(owner),
                _ => Self::unknown(),
            };
        }
        match value {
            Value::Call(call) if matches!(call.callee, Value::Class(..) | Value::Field(..)) => Self::read(&call.callee),
            Value::Name(_) | Value::Call(_) => Self::of_utilities(value, arguments).unwrap_or_else(|| Self::named(value.word(), arguments)),
            Value::Field(_, inner, _) => Self::read(inner),
            Value::Class(class) => Self::own(class),
            Value::Either(_) | Value::Unknown => Self::unknown(),
            _ => Self::unknown(),
        }
    }

    /// A type of the project's own: what its `impl` is (`TypeDecorator`), or the text that it gives itself (`UserDefinedType`).
    fn own(class: &Class) -> Self {
        if let Some(text) = class.member("get_col_spec").and_then(Value::as_text) {
            return Self::known(text);
        }
        match class.member("impl") {
            Some(inner) => Self::read(inner),
            None => Self { known: false, ..Self::known(quote(&class.name)) },
        }
    }

    /// A type of `sqlalchemy_utils`: what its 0.43.0 prints in a `CREATE TABLE` for PostgreSQL.
    fn of_utilities(value: &Value, it: &Arguments) -> Option<Self> {
        let path = value.path().or_else(|| if let Value::Call(call) = value { call.callee.path() } else { None })?;
        let word = path.strip_prefix("sqlalchemy_utils.")?.rsplit('.').next()?;
        let text = |most: i64, name: &str| format!("VARCHAR({})", number(it.named(name)).unwrap_or(most));
        Some(match word {
            "ChoiceType" => it.get(1, "impl").map_or_else(|| Self::known("VARCHAR(255)"), Self::read),
            "URLType" | "ScalarListType" => Self::known("TEXT"),
            "TimezoneType" | "IPAddressType" => Self::known("VARCHAR(50)"),
            "EmailType" => Self::known(text(255, "length")),
            "PhoneNumberType" => Self::known(text(20, "max_length")),
            "ColorType" => Self::known("VARCHAR(20)"),
            "LocaleType" => Self::known("VARCHAR(10)"),
            "CurrencyType" => Self::known("VARCHAR(3)"),
            "CountryType" => Self::known("VARCHAR(2)"),
            "StringEncryptedType" => Self::known("VARCHAR"),
            "EncryptedType" | "PasswordType" => Self::known("BYTEA"),
            "ArrowType" | "EnrichedDateTimeType" => Self::known(zoned("TIMESTAMP", it)),
            "EnrichedDateType" => Self::known("DATE"),
            "DateRangeType" => Self::known("DATERANGE"),
            "DateTimeRangeType" => Self::known("TSRANGE"),
            "IntRangeType" => Self::known("INT4RANGE"),
            "Int8RangeType" => Self::known("INT8RANGE"),
            "NumericRangeType" => Self::known("NUMRANGE"),
            "WeekDaysType" => Self::known("BIT(7)"),
            _ => return None,
        })
    }

    fn unknown() -> Self {
        Self { known: false, ..Self::known(quote(HOLE)) }
    }

    fn named(word: &str, it: &Arguments) -> Self {
        let integer = |sql: &str, serial| Self { serial: Some(serial), ..Self::known(sql) };
        match word {
            "Integer" | "INTEGER" | "INT" => integer("INTEGER", "SERIAL"),
            "BigInteger" | "BIGINT" => integer("BIGINT", "BIGSERIAL"),
            "SmallInteger" | "SMALLINT" => integer("SMALLINT", "SMALLSERIAL"),
            "String" | "VARCHAR" | "Unicode" | "NVARCHAR" | "AutoString" => Self::known(collated(sized("VARCHAR", it, "length"), it)),
            "CHAR" | "NCHAR" => Self::known(collated(sized("CHAR", it, "length"), it)),
            "Text" | "TEXT" | "UnicodeText" | "CLOB" => Self::known(collated("TEXT".to_owned(), it)),
            "Boolean" | "BOOLEAN" => Self::known("BOOLEAN"),
            "DateTime" | "DATETIME" | "TIMESTAMP" => Self::known(zoned("TIMESTAMP", it)),
            "Time" | "TIME" => Self::known(zoned("TIME", it)),
            "Date" | "DATE" => Self::known("DATE"),
            "Interval" | "INTERVAL" => Self::known(sized("INTERVAL", it, "precision")),
            "Numeric" | "NUMERIC" => Self::known(precise("NUMERIC", it)),
            "DECIMAL" => Self::known(precise("DECIMAL", it)),
            "Float" | "FLOAT" => Self::known(sized("FLOAT", it, "precision")),
            "Double" | "DOUBLE" | "DOUBLE_PRECISION" => Self::known("DOUBLE PRECISION"),
            "LargeBinary" | "BYTEA" | "BLOB" | "PickleType" | "BINARY" | "VARBINARY" => Self::known("BYTEA"),
            "UUID" | "Uuid" | "UUIDType" | "GUID" if it.named("native_uuid") != Some(&Value::Bool(false)) => Self::known("UUID"),
            "Uuid" | "UUID" | "GUID" => Self::known("CHAR(32)"),
            "BIT" if it.flag("varying") => Self::known(sized("BIT VARYING", it, "length")),
            "BIT" => Self::known(sized("BIT", it, "length")),
            "ARRAY" => array(it),
            "Enum" | "ENUM" => enumeration(it),
            "DOMAIN" => Self::known(it.get(0, "name").and_then(Value::as_text).map_or_else(|| quote(HOLE), quote)),
            "JSON" | "JSONB" | "REAL" | "INET" | "CIDR" | "MACADDR" | "MACADDR8" | "MONEY" | "OID" | "REGCLASS" | "REGCONFIG"
            | "TSVECTOR" | "TSQUERY" | "HSTORE" | "CITEXT" | "INT4RANGE" | "INT8RANGE" | "NUMRANGE" | "DATERANGE" | "TSRANGE"
            | "TSTZRANGE" | "INT4MULTIRANGE" | "INT8MULTIRANGE" | "NUMMULTIRANGE" | "DATEMULTIRANGE" | "TSMULTIRANGE"
            | "TSTZMULTIRANGE" | "JSONPATH" => Self::known(word),
            "JSONType" => Self::known("JSON"),
            // Of `sqlalchemy-citext`.
            "CIText" => Self::known("CITEXT"),
            "TSVectorType" => Self::known("TSVECTOR"),
            "Vector" | "VECTOR" | "HALFVEC" => Self::known(sized("vector", it, "dim")),
            "Geometry" | "Geography" => {
                let spatial_index = it.get(3, "spatial_index").and_then(Value::truth) != Some(false);
                Self { spatial_index, ..Self::known(word.to_lowercase()) }
            }
            "LtreeType" | "LTREE" => Self::known("ltree"),
            "" => Self::unknown(),
            _ => Self { known: false, ..Self::known(quote(word)) },
        }
    }
}

fn number(value: Option<&Value>) -> Option<i64> {
    match value {
        Some(Value::Int(number)) => Some(*number),
        _ => None,
    }
}

fn sized(name: &str, it: &Arguments, word: &str) -> String {
    number(it.get(0, word)).map_or_else(|| name.to_owned(), |size| format!("{name}({size})"))
}

fn precise(name: &str, it: &Arguments) -> String {
    match (number(it.get(0, "precision")), number(it.get(1, "scale"))) {
        (Some(precision), Some(scale)) => format!("{name}({precision}, {scale})"),
        (Some(precision), None) => format!("{name}({precision})"),
        _ => name.to_owned(),
    }
}

fn collated(sql: String, it: &Arguments) -> String {
    match it.get(1, "collation").and_then(Value::as_text) {
        Some(collation) => format!("{sql} COLLATE {}", quote(collation)),
        None => sql,
    }
}

fn zoned(name: &str, it: &Arguments) -> String {
    let precision = number(it.get(1, "precision")).map(|precision| format!("({precision})")).unwrap_or_default();
    let with = if it.get(0, "timezone").and_then(Value::truth) == Some(true) { "WITH" } else { "WITHOUT" };
    format!("{name}{precision} {with} TIME ZONE")
}

fn array(it: &Arguments) -> DataType {
    let element = it.get(0, "item_type").map_or_else(DataType::unknown, DataType::read);
    let dimensions = number(it.named("dimensions")).and_then(|count| usize::try_from(count).ok()).unwrap_or(1).clamp(1, 6);
    DataType { sql: format!("{}{}", element.sql, "[]".repeat(dimensions)), serial: None, spatial_index: false, ..element }
}

fn enumeration(it: &Arguments) -> DataType {
    let mut labels: Option<Vec<String>> = Some(Vec::new());
    let mut class_name = None;
    for (value, _) in &it.places {
        match value {
            Value::Class(class) => {
                class_name = Some(class.name.to_lowercase());
                labels = Some(class.members.iter().map(|(name, _)| name.clone()).collect());
            }
            value => match (value.as_text(), &mut labels) {
                (Some(label), Some(labels)) => labels.push(label.to_owned()),
                _ => labels = None,
            },
        }
    }
    let labels = labels.filter(|_| !it.open);
    let native = it.named("native_enum").and_then(Value::truth) != Some(false);
    let name = it.named("name").and_then(Value::as_text).map(str::to_owned).or(class_name);
    let Some(name) = name.filter(|_| native) else {
        let longest = labels.iter().flatten().map(|label| label.chars().count()).max();
        let length = number(it.named("length")).map_or(longest.map(|it| it.to_string()), |it| Some(it.to_string()));
        return DataType::known(length.map_or_else(|| "VARCHAR".to_owned(), |length| format!("VARCHAR({length})")));
    };
    let sql = match it.named("schema").and_then(Value::as_text) {
        Some(schema) => format!("{}.{}", quote(schema), quote(&name)),
        None => quote(&name),
    };
    let creates = it.named("create_type").and_then(Value::truth) != Some(false);
    let labels: Vec<String> =
        labels.unwrap_or_else(|| vec![HOLE.to_owned()]).iter().filter_map(|it| literal(&Value::text(it.as_str()))).collect();
    let create = creates.then(|| format!("CREATE TYPE {sql} AS ENUM ({})", labels.join(", ")));
    DataType { create, ..DataType::known(sql) }
}
