//! Texts: f-strings, and values as Python writes them.

use super::run::Run;
use super::value::{Arguments, HOLE, LONGEST, Value, WAYS};
use crate::python::{Text, TextPart};

impl Run<'_> {
    /// A literal, and what stands between the braces of an f-string.
    pub(super) fn text_of(&mut self, parts: &[TextPart]) -> Value {
        // The ways to write it: more than one where some words of it are written or not.
        let mut ways = vec![Text::default()];
        let mut whole = true;
        let is_elsewhere = self.frames.last().is_some_and(|frame| frame.module.is_some());
        for part in parts {
            match part {
                TextPart::Literal(literal) => {
                    let plain = Text::plain(literal.value.as_str());
                    // The places of another file are none in the revision.
                    let literal = if is_elsewhere { &plain } else { literal };
                    for text in &mut ways {
                        text.push(literal);
                    }
                }
                TextPart::Value(value, formatted) => {
                    let value = self.evaluate(value);
                    if let Some(words) = optional_words(&value).filter(|words| words.len() * ways.len() <= WAYS && !formatted) {
                        ways = ways.iter().flat_map(|text| words.iter().map(move |words| joined(text, words))).collect();
                    } else {
                        for text in &mut ways {
                            whole &= add(text, &value) && !formatted;
                        }
                    }
                    if ways.iter().any(|text| text.value.len() > LONGEST) {
                        return Value::Unknown;
                    }
                }
            }
        }
        let ways = ways.into_iter().map(|text| if whole { Value::Text(text) } else { Value::Partial(text) });
        ways.reduce(Value::either).unwrap_or(Value::Unknown)
    }
}

/// Words that stand in a text or do not, as a run decides: `{'CONCURRENTLY ' if concurrently else ''}`.
fn optional_words(value: &Value) -> Option<Vec<&Text>> {
    let Value::Either(ways) = value else { return None };
    let texts = ways.iter().map(|way| if let Value::Text(text) = way { Some(text) } else { None }).collect::<Option<Vec<_>>>()?;
    texts.iter().any(|text| text.value.is_empty()).then_some(texts)
}

fn joined(text: &Text, words: &Text) -> Text {
    let mut text = text.clone();
    text.push(words);
    text
}

/// Adds a value to a text as Python writes it; `false` where it is not known.
pub(super) fn add(text: &mut Text, value: &Value) -> bool {
    match value {
        Value::Text(other) => text.push(other),
        Value::Partial(other) => {
            text.push(other);
            return false;
        }
        Value::Int(number) => text.push(&Text::plain(number.to_string())),
        Value::Number(number) => text.push(&Text::plain(number.clone())),
        Value::Bool(value) => text.push(&Text::plain(if *value { "True" } else { "False" })),
        Value::None => text.push(&Text::plain("None")),
        Value::Field(_, value, _) => return add(text, value),
        // Qualified with a schema or not, as only a run can tell: `schema + '.' if schema else ''`.
        Value::Either(ways) if ways.iter().all(is_qualifier) => {
            text.push(&Text::plain(format!("{HOLE}.")));
            return false;
        }
        Value::List(items) => match representation(value) {
            // Only a tuple of several makes sense behind `IN`.
            Some(written) if text.value.trim_end().to_ascii_lowercase().ends_with(" in") && items.len() > 1 => {
                text.push(&Text::plain(format!("({})", written.trim_start_matches('[').trim_end_matches(']'))));
            }
            Some(written) if !text.value.trim_end().to_ascii_lowercase().ends_with(" in") => text.push(&Text::plain(written)),
            _ => {
                text.push(&Text::plain(HOLE));
                return false;
            }
        },
        _ => {
            text.push(&Text::plain(HOLE));
            return false;
        }
    }
    true
}

/// A schema that only a run can tell and the point behind it, or nothing.
fn is_qualifier(value: &Value) -> bool {
    let written = match value {
        Value::Text(text) | Value::Partial(text) => text.value.as_str(),
        _ => return false,
    };
    written.is_empty() || written.strip_suffix('.').is_some_and(|schema| schema == HOLE)
}

/// A list of numbers and plain texts as Python writes it; which brackets it had is not known of others than these.
fn representation(value: &Value) -> Option<String> {
    Some(match value {
        Value::List(items) => format!("[{}]", items.iter().map(representation).collect::<Option<Vec<_>>>()?.join(", ")),
        Value::Int(number) => number.to_string(),
        Value::Text(text) if !text.value.contains(['\'', '\\']) && !text.value.chars().any(char::is_control) => format!("'{}'", text.value),
        _ => return None,
    })
}

/// What `moment.strftime(format)` gives: what stands between the directives of the format is known.
pub(super) fn strftime(callee: &Value, arguments: &Arguments) -> Option<Value> {
    let is_method = matches!(callee, Value::Member(..)) && callee.word() == "strftime";
    let format = arguments.get(0, "format").filter(|_| is_method || callee.path() == Some("time.strftime"))?.as_text()?;
    let mut text = String::new();
    let mut characters = format.chars();
    let mut whole = true;
    while let Some(character) = characters.next() {
        if character != '%' {
            text.push(character);
        } else if characters.find(|directive| !"-_#:^".contains(*directive)) == Some('%') {
            text.push('%');
        } else {
            text.push_str(HOLE);
            whole = false;
        }
    }
    let text = Text::plain(text);
    Some(if whole { Value::Text(text) } else { Value::Partial(text) })
}
