//! Whether a default that is a literal is a value of its column's type. Measured on 14–18.
//!
//! The type reads a string as soon as the statement is analysed. That a string is too long for the column, or a number too large, is found out when the value is
//! computed: `ADD COLUMN` does so at once, `SET DEFAULT` and `CREATE TABLE` leave it to the first row.

use super::draft::Draft;
use super::types_families::name;
use super::types_matrix::{base, is_assignable};
use super::{Circumstances, types_domains};
use crate::operation::{Expression, HOLE, Shape, TypeName};
use crate::version::PostgresVersion;

/// The value is computed by the statement itself, or later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Computed {
    Now,
    Later,
}

/// Notes that the server refuses the default, where its text shows that.
pub(super) fn as_default(default: &Expression, column: &TypeName, computed: Computed, draft: &mut Draft<'_>) {
    types_domains::casts(&default.casts, draft);
    if default.shape != Shape::Literal || default.text.contains(HOLE) {
        return;
    }
    let cx = draft.cx;
    let (stored, _) = base(&column.stored(), cx);
    let refused = match written(default) {
        Written::Text(text) => read(&text, &stored, cx).or_else(|| too_long(&text, &stored).filter(|_| computed == Computed::Now)),
        Written::Number(number) => {
            let kind = if number.contains(['.', 'e', 'E']) { "numeric" } else { "integer" };
            other_type(&TypeName::simple(kind), &stored, cx).or_else(|| too_large(number, &stored).filter(|_| computed == Computed::Now))
        }
        Written::Boolean => other_type(&TypeName::simple("boolean"), &stored, cx),
        Written::Cast(to) => other_type(to, &stored, cx),
        Written::Otherwise => None,
    };
    if let Some(sqlstate) = refused {
        draft.fails(format!("the default {} is no {column}", default.text.trim()), sqlstate);
    }
}

/// A literal as it stands in the text.
enum Written<'a> {
    /// Between quotes, without a type of its own.
    Text(String),
    Number(&'a str),
    Boolean,
    Cast(&'a TypeName),
    Otherwise,
}

fn written(default: &Expression) -> Written<'_> {
    if let Some(to) = &default.cast {
        return Written::Cast(to);
    }
    let mut text = default.text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        text = inner.trim();
    }
    if let Some(quoted) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        let alone = !quoted.replace("''", "").contains('\'');
        return if alone { Written::Text(quoted.replace("''", "'")) } else { Written::Otherwise };
    }
    let digits = text.trim_start_matches(['+', '-', ' ']);
    if digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') && digits.parse::<f64>().is_ok() {
        return Written::Number(text);
    }
    if text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false") { Written::Boolean } else { Written::Otherwise }
}

const NO_VALUE: &str = "22P02";

fn other_type(own: &TypeName, column: &TypeName, cx: &Circumstances<'_>) -> Option<&'static str> {
    let same = cx.user_type(&own.name).is_some_and(|user| cx.user_type(&column.name).is_some_and(|other| other.name == user.name));
    (!same && is_assignable(own, column, cx) == Some(false)).then_some("42804")
}

/// What the server reports where the type cannot read the string. `None`: it can, or that is not known.
fn read(text: &str, to: &TypeName, cx: &Circumstances<'_>) -> Option<&'static str> {
    if to.dimensions > 0 {
        return read_array(text, to, cx);
    }
    let trimmed = text.trim();
    match name(to) {
        "smallint" => read_integer(trimmed, i64::from(i16::MIN), i64::from(i16::MAX), cx),
        "integer" => read_integer(trimmed, i64::from(i32::MIN), i64::from(i32::MAX), cx),
        "bigint" => read_integer(trimmed, i64::MIN, i64::MAX, cx),
        // What begins like a number may have a form that only newer versions read.
        "numeric" | "real" | "double precision" => {
            let number = trimmed.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
            let word = ["nan", "infinity", "inf"].contains(&trimmed.to_ascii_lowercase().as_str());
            (!number && !word).then_some(NO_VALUE)
        }
        "boolean" => {
            let word = trimmed.to_ascii_lowercase();
            let begins = |whole: &str| !word.is_empty() && whole.starts_with(&word);
            let known =
                begins("true") || begins("false") || begins("yes") || begins("no") || ["on", "of", "off", "1", "0"].contains(&&*word);
            (!known).then_some(NO_VALUE)
        }
        "uuid" => {
            let digits: Vec<char> = trimmed.chars().filter(|letter| !"{}-".contains(*letter)).collect();
            (digits.len() != 32 || digits.iter().any(|digit| !digit.is_ascii_hexdigit())).then_some(NO_VALUE)
        }
        // What looks like the beginning of a value may be one.
        "json" | "jsonb" => {
            let begins = trimmed.starts_with(|first: char| first.is_ascii_digit() || "{[\"-".contains(first));
            (!begins && !["true", "false", "null"].contains(&trimmed)).then_some(NO_VALUE)
        }
        "date" | "timestamp without time zone" | "timestamp with time zone" => {
            let word = trimmed.to_ascii_lowercase();
            // Punctuation only parts its words: `now()` is `now`.
            let word = word.trim_matches(|letter: char| "(),; ".contains(letter));
            let special = ["now", "today", "tomorrow", "yesterday", "epoch", "infinity", "-infinity"].contains(&word);
            // A text with digits may be a moment in one of many forms.
            (!special && !word.contains(|letter: char| letter.is_ascii_digit())).then_some("22007")
        }
        _ => {
            let labels = types_domains::all_labels(to, cx)?;
            (!labels.contains(&text)).then_some(NO_VALUE)
        }
    }
}

fn read_integer(text: &str, least: i64, most: i64, cx: &Circumstances<'_>) -> Option<&'static str> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit()) {
        let fits = text.parse::<i64>().is_ok_and(|number| (least..=most).contains(&number));
        return (!fits).then_some("22003");
    }
    // Since 16 also in other bases, and with `_` between the digits.
    let newer = cx.version >= PostgresVersion(16) && digits.starts_with(|first: char| first.is_ascii_digit()) && !digits.contains('.');
    (!newer).then_some(NO_VALUE)
}

fn read_array(text: &str, to: &TypeName, cx: &Circumstances<'_>) -> Option<&'static str> {
    let trimmed = text.trim();
    let Some(inner) = trimmed.strip_prefix('{') else {
        // `[1:2]={a,b}` names the bounds.
        return (!(trimmed.starts_with('[') && trimmed.contains('='))).then_some(NO_VALUE);
    };
    let inner = inner.strip_suffix('}')?;
    if inner.trim().is_empty() || inner.contains(['{', '"', '\\']) {
        return None;
    }
    let element = TypeName { dimensions: 0, ..to.clone() };
    inner.split(',').map(str::trim).filter(|item| !item.eq_ignore_ascii_case("null")).find_map(|item| read(item, &element, cx))
}

/// Blanks at the end are cut off without a word.
fn too_long(text: &str, to: &TypeName) -> Option<&'static str> {
    let limit = match name(to) {
        "character" => to.modifier(0).or(Some(1)),
        "character varying" => to.modifier(0),
        "numeric" => return too_large(text.trim(), to),
        _ => None,
    };
    let length = i64::try_from(text.trim_end_matches(' ').chars().count()).ok()?;
    (to.dimensions == 0 && limit.is_some_and(|limit| length > limit)).then_some("22001")
}

fn too_large(number: &str, to: &TypeName) -> Option<&'static str> {
    if number.contains(['e', 'E']) {
        return None;
    }
    let whole = number.trim_start_matches(['+', '-', ' ', '0']).split('.').next().unwrap_or_default();
    let most = match name(to) {
        "smallint" => i64::from(i16::MAX),
        "integer" => i64::from(i32::MAX),
        "bigint" => i64::MAX,
        "numeric" => {
            let room = to.modifier(0)? - to.modifier(1).unwrap_or(0);
            return (i64::try_from(whole.len()).ok()? > room).then_some("22003");
        }
        _ => return None,
    };
    // One more is allowed below zero; a value so close to the end is left to the server.
    let fits = whole.is_empty()
        || whole.parse::<i64>().is_ok_and(|whole| whole <= most)
        || whole.parse::<u64>().is_ok_and(|whole| whole == most.unsigned_abs() + 1);
    (!fits).then_some("22003")
}
