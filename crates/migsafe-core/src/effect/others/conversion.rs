//! From one type to another.

use crate::effect::Conversion;
use crate::operation::{AlterColumnType, TypeName};
use crate::source::Dialect;

/// What a change of type does to the column's values. MySQL's strict mode is taken, which is its default: a value that does not fit is refused.
///
/// libSQL, which alone changes a column of SQLite, leaves the rows that are there as they are (its documentation of `ALTER TABLE … ALTER COLUMN`).
pub(in crate::effect) fn conversion(alter: &AlterColumnType, old: Option<&TypeName>, dialect: Dialect) -> Conversion {
    match (dialect, old) {
        (Dialect::MySql, Some(old)) => mysql(old, &alter.data_type),
        (Dialect::MySql, None) if alter.data_type.name.name == "longtext" => Conversion::Keeps,
        (Dialect::MySql, None) => Conversion::Unknown,
        _ => Conversion::Keeps,
    }
}

/// Which kind of values a type of MySQL holds, as far as they are compared.
///
/// Source: MySQL 8.4 Reference Manual, chapter 13 *Data Types*. Compared with MySQL 9.7 in strict mode on the least and greatest values of 39 types, 1,482 pairs
/// (`testdata/mysql/conversions.tsv`): what is said to keep its values kept them.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Family {
    /// Whole numbers: the least and the greatest.
    Whole(i128, i128),
    /// Digits before and after the point.
    Decimal(i64, i64),
    /// Bits of the mantissa.
    Float(u32),
    /// So many characters: at most, as long as they take one byte each, and surely, also where they take four.
    Text {
        most: i64,
        surely: i64,
    },
    /// Texts of a fixed length, which lose the spaces at their end.
    Char(i64),
    /// So many bytes.
    Bytes(i64),
    /// Bytes of a fixed length, filled up with zeros.
    Binary(i64),
    Date,
    /// Digits of a second.
    DateTime(i64),
    Timestamp(i64),
    Time(i64),
    Json,
}

/// Characters of one to four bytes each.
const fn characters(bytes: i64) -> Family {
    Family::Text { most: bytes, surely: bytes / 4 }
}

fn family(data_type: &TypeName) -> Option<Family> {
    let digits = || data_type.modifier(0).unwrap_or(0);
    let length = || data_type.modifier(0).unwrap_or(1);
    let (name, unsigned) = match data_type.name.name.strip_suffix(" unsigned") {
        Some(name) => (name, true),
        None => (data_type.name.name.as_str(), false),
    };
    let whole = |bits: u32| {
        let all = 1_i128 << bits;
        if unsigned { Family::Whole(0, all - 1) } else { Family::Whole(-all / 2, all / 2 - 1) }
    };
    Some(match name {
        "tinyint" => whole(8),
        "smallint" => whole(16),
        "mediumint" => whole(24),
        "int" => whole(32),
        "bigint" => whole(64),
        "year" => Family::Whole(1901, 2155),
        "decimal" => {
            let scale = data_type.modifier(1).unwrap_or(0);
            Family::Decimal(data_type.modifier(0)? - scale, scale)
        }
        "float" => Family::Float(24),
        "double" => Family::Float(53),
        "char" => Family::Char(length()),
        "varchar" => Family::Text { most: length(), surely: length() },
        "tinytext" => characters(255),
        "text" => characters(65_535),
        "mediumtext" => characters(16_777_215),
        "longtext" => LONGEST,
        "binary" => Family::Binary(length()),
        "varbinary" => Family::Bytes(length()),
        "tinyblob" => Family::Bytes(255),
        "blob" => Family::Bytes(65_535),
        "mediumblob" => Family::Bytes(16_777_215),
        "longblob" => Family::Bytes(4_294_967_295),
        "date" => Family::Date,
        "datetime" => Family::DateTime(digits()),
        "timestamp" => Family::Timestamp(digits()),
        "time" => Family::Time(digits()),
        "json" => Family::Json,
        _ => return None,
    })
}

/// `longtext`.
const LONGEST: Family = characters(4_294_967_295);

/// The digits that the bits of a mantissa always keep.
const fn digits_of(bits: u32) -> i64 {
    if bits == 24 { 6 } else { 15 }
}

fn mysql(old: &TypeName, new: &TypeName) -> Conversion {
    use Conversion::{Cuts, Keeps, Narrows};
    use Family::{Binary, Bytes, Char, Date, DateTime, Decimal, Float, Json, Text, Time, Timestamp, Whole};
    if old == new {
        return Keeps;
    }
    if let Some(conversion) = labels(old, new) {
        return conversion;
    }
    let (Some(from), Some(to)) = (family(old), family(new)) else { return Conversion::Unknown };
    let keeps_if = |keeps: bool, otherwise: Conversion| if keeps { Keeps } else { otherwise };
    // How many characters it takes for sure.
    let room = match to {
        Text { surely, .. } => Some(surely),
        Char(length) => Some(length),
        _ => None,
    };
    let fits = |length: i64| keeps_if(room.is_some_and(|room| length <= room), Narrows);
    let is_text = room.is_some();
    match (from, to) {
        // 1 becomes 2001.
        (Whole(..), Whole(..)) if new.name.name == "year" => Cuts,
        (Whole(least, most), Whole(new_least, new_most)) => keeps_if(new_least <= least && most <= new_most, Narrows),
        (Whole(least, most), Decimal(before, _)) => keeps_if(decimals(least, most) <= before, Narrows),
        (Whole(least, most), Float(bits)) => keeps_if(least.abs().max(most) <= 1 << bits, Cuts),
        (Whole(least, most), _) if is_text => fits(decimals(least, most) + i64::from(least < 0)),
        (Decimal(before, after), Decimal(new_before, new_after)) => match () {
            () if new_after < after => Cuts,
            () => keeps_if(before <= new_before, Narrows),
        },
        (Decimal(before, after), Float(bits)) => keeps_if(before + after <= digits_of(bits), Cuts),
        (Decimal(before, after), _) if is_text => fits(before + after + 2),
        (Decimal(before, 0), Whole(least, most)) => keeps_if(0 <= before && before < decimals(0, least.abs().min(most)), Narrows),
        (Decimal(..), Whole(..)) | (Float(_), Whole(..) | Decimal(..)) => Cuts,
        (Float(bits), Float(new_bits)) => keeps_if(bits <= new_bits, Cuts),
        // Six digits of it are written.
        (Float(24), _) if is_text => Cuts,
        (Float(_), _) if is_text => fits(24),
        // A text of the wrong kind is refused; so is one that is too long.
        (Text { .. } | Bytes(_), Char(_)) | (Text { .. } | Char(_) | Bytes(_), Binary(_)) => Cuts,
        (Text { most: length, .. } | Char(length), _) if is_text => fits(length),
        (Text { most, surely }, Bytes(room)) => keeps_if(if most == surely { most * 4 } else { most } <= room, Narrows),
        (Char(length), Bytes(room)) => keeps_if(length * 4 <= room, Narrows),
        (Bytes(length) | Binary(length), Bytes(room)) => keeps_if(length <= room, Narrows),
        (Binary(length), Binary(room)) => keeps_if(length == room, if length < room { Cuts } else { Narrows }),
        (Json, _) if is_text => keeps_if(to == LONGEST, Narrows),
        (Text { .. } | Char(_) | Bytes(_) | Binary(_), _) => Narrows,
        (Date, DateTime(_)) => Keeps,
        (Date, Timestamp(_)) => Narrows,
        (DateTime(_) | Timestamp(_), Date | Time(_)) => Cuts,
        (DateTime(digits) | Timestamp(digits), DateTime(new_digits) | Timestamp(new_digits)) if new_digits < digits => Cuts,
        (DateTime(_), Timestamp(_)) => Narrows,
        (DateTime(_) | Timestamp(_), DateTime(_) | Timestamp(_)) => Keeps,
        (Time(digits), Time(new_digits)) => keeps_if(digits <= new_digits, Cuts),
        (Date, _) if is_text => fits(10),
        (DateTime(digits) | Timestamp(digits), _) if is_text => fits(19 + fraction(digits)),
        (Time(digits), _) if is_text => fits(10 + fraction(digits)),
        _ => Conversion::Unknown,
    }
}

/// The characters of a fraction of a second.
const fn fraction(digits: i64) -> i64 {
    if digits == 0 { 0 } else { digits + 1 }
}

/// How many digits the numbers have at most.
fn decimals(least: i128, most: i128) -> i64 {
    i64::try_from(least.abs().max(most).to_string().len()).unwrap_or(i64::MAX)
}

/// Enums and sets, whose values are their labels.
fn labels(old: &TypeName, new: &TypeName) -> Option<Conversion> {
    let is_list = |data_type: &TypeName| matches!(data_type.name.name.as_str(), "enum" | "set");
    match (is_list(old), is_list(new)) {
        (true, true) if old.name == new.name => {
            let all = old.modifiers.iter().all(|label| new.modifiers.contains(label));
            Some(if all { Conversion::Keeps } else { Conversion::Narrows })
        }
        (true, false) => {
            let longest = old.modifiers.iter().map(|label| label.chars().count().saturating_sub(2)).max().unwrap_or(0);
            let sum = old.modifiers.iter().map(|label| label.chars().count()).sum::<usize>();
            let longest = if old.name.name == "set" { sum } else { longest };
            match family(new) {
                Some(Family::Text { surely: length, .. } | Family::Char(length)) => {
                    let fits = usize::try_from(length).is_ok_and(|length| longest <= length);
                    Some(if fits { Conversion::Keeps } else { Conversion::Narrows })
                }
                _ => Some(Conversion::Unknown),
            }
        }
        (false, true) if matches!(family(old), Some(Family::Text { .. } | Family::Char(_))) => Some(Conversion::Narrows),
        (false, false) => None,
        _ => Some(Conversion::Unknown),
    }
}

/// What SQLite makes of a declared type.
///
/// Source: SQLite docs, *Datatypes In SQLite*, 3.1 *Determination Of Column Affinity*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Affinity {
    /// Values are kept as they come.
    Blob,
    /// Numbers become texts.
    Text,
    /// Texts that look like numbers become such.
    Number,
}

/// The affinity of a declared type.
pub(crate) fn affinity(data_type: &TypeName) -> Affinity {
    let name = data_type.name.name.to_ascii_lowercase();
    let holds = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match () {
        () if holds(&["int"]) => Affinity::Number,
        () if holds(&["char", "clob", "text"]) => Affinity::Text,
        () if name.is_empty() || holds(&["blob"]) => Affinity::Blob,
        () => Affinity::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::QualifiedName;

    fn data_type(text: &str) -> TypeName {
        let (name, rest) = text.split_once('(').unwrap_or((text, ")"));
        let modifiers = rest.trim_end_matches(')').split(',').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        TypeName { name: QualifiedName::bare(name), modifiers, dimensions: 0 }
    }

    #[test]
    fn values_of_mysql_stay_where_they_fit() {
        for (old, new, expected) in [
            ("int", "bigint", Conversion::Keeps),
            ("int", "smallint", Conversion::Narrows),
            ("int", "int unsigned", Conversion::Narrows),
            ("int unsigned", "bigint", Conversion::Keeps),
            ("int", "decimal(10,0)", Conversion::Keeps),
            ("int", "decimal(10,2)", Conversion::Narrows),
            ("int", "double", Conversion::Keeps),
            ("bigint", "double", Conversion::Cuts),
            ("int", "varchar(11)", Conversion::Keeps),
            ("int", "varchar(5)", Conversion::Narrows),
            ("decimal(10,2)", "decimal(12,4)", Conversion::Keeps),
            ("decimal(10,2)", "decimal(10,1)", Conversion::Cuts),
            ("decimal(8,0)", "int", Conversion::Keeps),
            ("decimal(10,0)", "int", Conversion::Narrows),
            ("decimal(3,0)", "int unsigned", Conversion::Narrows),
            ("decimal(10,2)", "int", Conversion::Cuts),
            ("date", "varchar(10)", Conversion::Keeps),
            ("datetime", "varchar(20)", Conversion::Keeps),
            ("datetime(6)", "varchar(20)", Conversion::Narrows),
            ("time", "varchar(8)", Conversion::Narrows),
            ("double", "float", Conversion::Cuts),
            ("float", "text", Conversion::Cuts),
            ("double", "varchar(30)", Conversion::Keeps),
            ("decimal(10,2)", "double", Conversion::Keeps),
            ("decimal(20,2)", "double", Conversion::Cuts),
            ("tinytext", "varchar(191)", Conversion::Narrows),
            ("tinytext", "text", Conversion::Keeps),
            ("varchar(50)", "char(50)", Conversion::Cuts),
            ("char(50)", "varchar(50)", Conversion::Keeps),
            ("varbinary(16)", "binary(16)", Conversion::Cuts),
            ("binary(16)", "varbinary(16)", Conversion::Keeps),
            ("text", "blob", Conversion::Keeps),
            ("varchar(64)", "varchar(128)", Conversion::Keeps),
            ("varchar(128)", "varchar(64)", Conversion::Narrows),
            ("varchar(191)", "text", Conversion::Keeps),
            ("text", "varchar(255)", Conversion::Narrows),
            ("text", "longtext", Conversion::Keeps),
            ("longtext", "text", Conversion::Narrows),
            ("varchar(20)", "int", Conversion::Narrows),
            ("text", "json", Conversion::Narrows),
            ("json", "longtext", Conversion::Keeps),
            ("blob", "longblob", Conversion::Keeps),
            ("datetime(3)", "datetime", Conversion::Cuts),
            ("datetime", "timestamp", Conversion::Narrows),
            ("timestamp", "datetime(3)", Conversion::Keeps),
            ("date", "datetime", Conversion::Keeps),
            ("datetime", "date", Conversion::Cuts),
            ("enum('a','b')", "enum('a','b','c')", Conversion::Keeps),
            ("enum('a','b')", "enum('a')", Conversion::Narrows),
            ("enum('a','bcd')", "varchar(3)", Conversion::Keeps),
            ("varchar(3)", "enum('a')", Conversion::Narrows),
            ("point", "json", Conversion::Unknown),
        ] {
            assert_eq!(mysql(&data_type(old), &data_type(new)), expected, "{old} to {new}");
        }
    }

    #[test]
    fn affinities_are_those_of_the_documentation() {
        for (name, expected) in [
            ("integer", Affinity::Number),
            ("text(10)", Affinity::Text),
            ("varchar(10)", Affinity::Text),
            ("", Affinity::Blob),
            ("blob", Affinity::Blob),
            ("real", Affinity::Number),
            ("datetime", Affinity::Number),
            ("charint", Affinity::Number),
        ] {
            assert_eq!(affinity(&data_type(name)), expected, "{name}");
        }
    }
}
