//! Methods and operators of texts.

use super::text::add;
use super::value::{Arguments, HOLE, LONGEST, Value};
use crate::python::Text;

pub(super) fn title(text: &str) -> String {
    let mut before = ' ';
    let mut titled = String::with_capacity(text.len());
    for character in text.chars() {
        titled.push(if before.is_alphabetic() { character.to_ascii_lowercase() } else { character.to_ascii_uppercase() });
        before = character;
    }
    titled
}

/// `text.split(separator, most)`.
pub(super) fn split(text: &str, arguments: &Arguments) -> Option<Value> {
    let separator = match arguments.get(0, "sep") {
        None | Some(Value::None) => None,
        Some(separator) => Some(separator.as_text().filter(|it| !it.is_empty())?),
    };
    let most = match arguments.get(1, "maxsplit") {
        None => None,
        Some(Value::Int(most)) => usize::try_from(*most).ok(),
        Some(_) => return None,
    };
    let parts: Vec<&str> = match (separator, most) {
        (Some(separator), Some(most)) => text.splitn(most.saturating_add(1), separator).collect(),
        (Some(separator), None) => text.split(separator).collect(),
        (None, None) => text.split_whitespace().collect(),
        (None, Some(_)) => return None,
    };
    Some(Value::list(parts.into_iter().map(Value::text).collect()))
}

pub(super) fn strip(text: &Text, name: &str) -> Value {
    let value = &text.value;
    let start = if name == "rstrip" { 0 } else { value.len() - value.trim_start().len() };
    let end = if name == "lstrip" { value.len() } else { value.trim_end().len() };
    Value::Text(text.slice(start, end.max(start)))
}

pub(super) fn join(separator: &Text, items: &Value) -> Option<Value> {
    let Value::List(items) = items else { return None };
    let mut text = Text::default();
    let mut whole = true;
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push(separator);
        }
        whole &= add(&mut text, item);
        if text.value.len() > LONGEST {
            return None;
        }
    }
    Some(if whole { Value::Text(text) } else { Value::Partial(text) })
}

/// `"… {} {name} {0}".format(…)`.
pub(super) fn format(text: &Text, whole: bool, arguments: &Arguments) -> Value {
    let mut out = Text::default();
    let mut whole = whole;
    let mut next = 0;
    let mut at = 0;
    while let Some(rest) = text.value.get(at..).filter(|rest| !rest.is_empty()) {
        let brace = rest.find(['{', '}']).unwrap_or(rest.len());
        out.push(&text.slice(at, at + brace));
        at += brace;
        let rest = rest.get(brace..).unwrap_or_default();
        if rest.starts_with("{{") || rest.starts_with("}}") {
            out.push(&text.slice(at, at + 1));
            at += 2;
        } else if let Some(end) = rest.find('}').filter(|_| rest.starts_with('{')) {
            let field = rest.get(1..end).unwrap_or_default();
            let (field, form) = field.split_once(':').unwrap_or((field, ""));
            let value = if field.is_empty() {
                next += 1;
                arguments.places.get(next - 1).map(|(value, _)| value)
            } else if let Ok(place) = field.parse::<usize>() {
                arguments.places.get(place).map(|(value, _)| value)
            } else {
                arguments.named(field)
            };
            let value = value.unwrap_or(&Value::Unknown);
            let kind = form.chars().next_back().filter(char::is_ascii_alphabetic);
            match formed(value, form.trim_end_matches(|it: char| it.is_ascii_alphabetic()), kind) {
                Some(text) if !form.is_empty() => out.push(&Text::plain(text)),
                _ if form.is_empty() => whole &= add(&mut out, value),
                _ => {
                    out.push(&Text::plain(HOLE));
                    whole = false;
                }
            }
            at += end + 1;
            if out.value.len() > LONGEST {
                return Value::Unknown;
            }
        } else if !rest.is_empty() {
            at += 1;
        }
    }
    if whole { Value::Text(out) } else { Value::Partial(out) }
}

/// `"… %s %(name)s" % values`.
pub(super) fn percent(left: &Value, right: &Value) -> Value {
    let (Value::Text(text) | Value::Partial(text)) = left else { return Value::Unknown };
    let mut whole = matches!(left, Value::Text(_));
    let mut out = Text::default();
    let mut next = 0;
    let mut at = 0;
    while let Some(rest) = text.value.get(at..).filter(|rest| !rest.is_empty()) {
        let sign = rest.find('%').unwrap_or(rest.len());
        out.push(&text.slice(at, at + sign));
        at += sign;
        let rest = rest.get(sign..).unwrap_or_default();
        if rest.is_empty() {
            break;
        }
        if rest.starts_with("%%") {
            out.push(&text.slice(at, at + 1));
            at += 2;
            continue;
        }
        let (name, spec) = match rest.strip_prefix("%(").and_then(|inner| inner.split_once(')')) {
            Some((name, spec)) => (Some(name), spec),
            None => (None, rest.get(1..).unwrap_or_default()),
        };
        let found = match (name, right) {
            (Some(name), Value::Dict(items)) => Value::entry(items, &Value::text(name)).flatten(),
            (Some(_), _) => None,
            (None, Value::List(items)) => items.get(next).cloned(),
            (None, other) => Some(other.clone()).filter(|_| next == 0),
        };
        next += usize::from(name.is_none());
        let kind = spec.find(|it: char| it.is_ascii_alphabetic() && !matches!(it, 'h' | 'l' | 'L')).unwrap_or(0);
        let (form, kind) = (spec.get(..kind).unwrap_or_default(), spec.get(kind..).and_then(|rest| rest.chars().next()));
        let value = found.unwrap_or(Value::Unknown);
        match formed(&value, form, kind) {
            Some(text) => out.push(&Text::plain(text)),
            None if form.is_empty() && kind == Some('s') => whole &= add(&mut out, &value),
            None => {
                out.push(&Text::plain(HOLE));
                whole = false;
            }
        }
        let length = rest.len() - spec.len() + form.len() + kind.map_or(0, char::len_utf8);
        at += length;
        if out.value.len() > LONGEST {
            return Value::Unknown;
        }
        if !text.value.is_char_boundary(at.min(text.value.len())) {
            return Value::Partial(Text::plain(HOLE));
        }
    }
    if whole { Value::Text(out) } else { Value::Partial(out) }
}

/// A value in a form as `%` and `format` know them: `02d`, `-5s`, `.3`; nothing where the form is empty and says nothing, or is not known here.
fn formed(value: &Value, form: &str, kind: Option<char>) -> Option<String> {
    let flags = form.len() - form.trim_start_matches(['-', '+', ' ', '#', '0', '<', '>']).len();
    let (flags, sizes) = form.split_at(flags);
    let (width, precision) = sizes.split_once('.').unwrap_or((sizes, ""));
    let number = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<usize>().ok().filter(|number| *number <= 1_000) };
    let (width, precision) = (number(width)?, if precision.is_empty() { None } else { Some(number(precision)?) });
    let text = match (value, kind) {
        (Value::Int(number), Some('d' | 'i' | 'u' | 's') | None) => {
            let digits = number.unsigned_abs().to_string();
            let digits = precision.map_or(digits.clone(), |length| format!("{digits:0>length$}"));
            format!("{}{digits}", if *number < 0 { "-" } else { "" })
        }
        (Value::Text(text), Some('s') | None) if !form.is_empty() => match precision {
            Some(length) => text.value.chars().take(length).collect(),
            None => text.value.clone(),
        },
        _ => return None,
    };
    if flags.contains(['+', ' ', '#']) {
        return None;
    }
    let missing = width.saturating_sub(text.chars().count());
    let is_left = flags.contains(['-', '<']) || (matches!(value, Value::Text(_)) && kind.is_none() && !flags.contains('>'));
    Some(if is_left {
        text + &" ".repeat(missing)
    } else if flags.contains('0') && matches!(value, Value::Int(_)) {
        let (sign, digits) = if let Some(digits) = text.strip_prefix('-') { ("-", digits) } else { ("", text.as_str()) };
        format!("{sign}{}{digits}", "0".repeat(missing))
    } else {
        " ".repeat(missing) + &text
    })
}

/// The methods of a text that [`method`] knows.
pub(super) const NAMES: [&str; 17] = [
    "partition",
    "rpartition",
    "removeprefix",
    "removesuffix",
    "splitlines",
    "rsplit",
    "casefold",
    "swapcase",
    "capitalize",
    "zfill",
    "ljust",
    "rjust",
    "center",
    "isdigit",
    "encode",
    "find",
    "format_map",
];

/// A method of a text; nothing where nobody can tell.
pub(super) fn method(text: &str, name: &str, arguments: &Arguments) -> Option<Value> {
    let first = || arguments.places.first().and_then(|(value, _)| value.as_text());
    let with = |parts: [&str; 3]| Value::tuple(parts.into_iter().map(Value::text).collect());
    let number = || match arguments.places.first() {
        Some((Value::Int(number), _)) => usize::try_from(*number).ok(),
        _ => None,
    };
    // How many characters are missing to that length.
    let missing = || number().filter(|width| *width <= LONGEST).map(|width| width.saturating_sub(text.chars().count()));
    let filler = || match arguments.places.get(1) {
        None => Some(" "),
        Some((value, _)) => value.as_text(),
    };
    Some(match name {
        "partition" => match text.split_once(first()?) {
            Some((before, behind)) => with([before, first()?, behind]),
            None => with([text, "", ""]),
        },
        "rpartition" => match text.rsplit_once(first()?) {
            Some((before, behind)) => with([before, first()?, behind]),
            None => with(["", "", text]),
        },
        "removeprefix" => Value::text(text.strip_prefix(first()?).unwrap_or(text)),
        "removesuffix" => Value::text(text.strip_suffix(first()?).unwrap_or(text)),
        "splitlines" if arguments.places.is_empty() && arguments.named.is_empty() => Value::list(text.lines().map(Value::text).collect()),
        "rsplit" => {
            let separator = first().filter(|it| !it.is_empty())?;
            let parts: Vec<&str> = match arguments.get(1, "maxsplit") {
                None => text.rsplit(separator).collect(),
                Some(Value::Int(most)) => text.rsplitn(usize::try_from(*most).ok()?.saturating_add(1), separator).collect(),
                Some(_) => return None,
            };
            Value::list(parts.into_iter().rev().map(Value::text).collect())
        }
        "casefold" if text.is_ascii() => Value::text(text.to_ascii_lowercase()),
        "swapcase" if text.is_ascii() => {
            let swap = |it: char| if it.is_ascii_lowercase() { it.to_ascii_uppercase() } else { it.to_ascii_lowercase() };
            Value::text(text.chars().map(swap).collect::<String>())
        }
        "capitalize" if text.is_ascii() => {
            let (first, rest) = text.split_at(text.len().min(1));
            Value::text(first.to_ascii_uppercase() + &rest.to_ascii_lowercase())
        }
        "zfill" if !text.starts_with(['+', '-']) => Value::text("0".repeat(missing()?) + text),
        "ljust" => Value::text(text.to_owned() + &filler()?.repeat(missing()?)),
        "rjust" => Value::text(filler()?.repeat(missing()?) + text),
        "center" if missing()? == 0 => Value::text(text),
        "isdigit" if text.is_ascii() => Value::Bool(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())),
        // Bytes are texts here, as `decode` gives them back.
        "encode" => Value::text(text),
        "find" if arguments.places.len() == 1 && text.is_ascii() => {
            Value::Int(text.find(first()?).and_then(|at| i64::try_from(at).ok()).unwrap_or(-1))
        }
        "format_map" => {
            let (Value::Dict(pairs), span) = arguments.places.first()? else { return None };
            let named = pairs.iter().map(|(key, value)| Some((key.as_text()?.to_owned(), value.clone(), *span)));
            let arguments = Arguments { named: named.collect::<Option<Vec<_>>>()?, ..Arguments::default() };
            format(&Text::plain(text), true, &arguments)
        }
        _ => return None,
    })
}

/// `Template("… $name …").substitute(name=value)`.
pub(super) fn substituted(made: &Arguments, given: &Arguments) -> Option<Value> {
    let template = made.places.first()?.0.as_text()?;
    let value_of = |name: &str| -> Option<String> {
        let value = match (given.named(name), given.places.first()) {
            (Some(value), _) => value.clone(),
            (None, Some((Value::Dict(pairs), _))) => Value::entry(pairs, &Value::text(name)).flatten()?,
            _ => return None,
        };
        let mut text = Text::default();
        add(&mut text, &value).then_some(text.value)
    };
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(behind) = behind.strip_prefix('$') {
            out.push('$');
            rest = behind;
            continue;
        }
        let (name, behind) = match behind.strip_prefix('{') {
            Some(inner) => inner.split_once('}')?,
            None => behind.split_at(behind.find(|it| !is_word(it)).unwrap_or(behind.len())),
        };
        out.push_str(&value_of(name)?);
        rest = behind;
        if out.len() > LONGEST {
            return None;
        }
    }
    out.push_str(rest);
    Some(Value::text(out))
}
