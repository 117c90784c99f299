//! Python's regular expressions on texts that are known: what makes a table's name of a class's, most often.

use regex::{Regex, RegexBuilder};

use super::value::{Arguments, Value};

/// A longer text is not looked through.
const LONGEST: usize = 1_000;

/// So large an expression may become.
const LARGEST: usize = 1 << 16;

/// What `re.sub` or `re.split` gives; nothing where it is neither, or nobody can tell.
pub(super) fn call(path: &str, it: &Arguments) -> Option<Value> {
    let takes = match path {
        "re.sub" => 3,
        "re.split" => 2,
        _ => return None,
    };
    let texts = it.places.iter().map(|(value, _)| value.as_text().filter(|text| text.len() <= LONGEST)).collect::<Option<Vec<_>>>()?;
    // Flags and counts stand behind.
    if texts.len() != takes || !it.named.is_empty() || it.open {
        return None;
    }
    match texts.as_slice() {
        [pattern, with, text] => substitute(pattern, with, text).map(Value::text),
        [pattern, text] => Some(Value::list(parts(text, &Places::read(pattern)?.of(text)).map(Value::text).collect())),
        _ => None,
    }
}

fn substitute(pattern: &str, with: &str, text: &str) -> Option<String> {
    if let Some(places) = Places::read(pattern) {
        return (!with.contains('\\')).then(|| parts(text, &places.of(text)).collect::<Vec<_>>().join(with));
    }
    let expression = compiled(pattern)?;
    // `\1` is `${1}` here; of other things behind a backslash nothing is known.
    let mut replacement = String::new();
    let mut characters = with.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                replacement.push_str("${");
                replacement.push(characters.next().filter(char::is_ascii_digit)?);
                replacement.push('}');
            }
            '$' => replacement.push_str("$$"),
            other => replacement.push(other),
        }
    }
    Some(expression.replace_all(text, replacement.as_str()).into_owned())
}

/// The text cut at these places.
fn parts<'t>(text: &'t str, places: &'t [usize]) -> impl Iterator<Item = &'t str> {
    let starts = std::iter::once(0).chain(places.iter().copied());
    let ends = places.iter().copied().chain([text.len()]);
    starts.zip(ends).map(|(start, end)| text.get(start..end).unwrap_or_default())
}

fn compiled(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).size_limit(LARGEST).build().ok()
}

/// An expression that matches places and no characters: `(?<!^)(?=[A-Z])`.
struct Places {
    not_first: bool,
    behind: Option<Regex>,
    ahead: Regex,
}

impl Places {
    fn read(pattern: &str) -> Option<Self> {
        let rest = pattern.strip_prefix("(?<!^)");
        let (not_first, pattern) = (rest.is_some(), rest.unwrap_or(pattern));
        let (behind, pattern) = match pattern.strip_prefix("(?<=") {
            Some(rest) => {
                let (behind, rest) = rest.split_once(')')?;
                (Some(compiled(&format!("(?:{behind})$"))?), rest)
            }
            None => (None, pattern),
        };
        let ahead = pattern.strip_prefix("(?=")?.strip_suffix(')').filter(|inner| !inner.contains('('))?;
        Some(Self { not_first, behind, ahead: compiled(&format!("^(?:{ahead})"))? })
    }

    /// Where it matches. At the very beginning a cut would leave an empty text before it, as it does in Python.
    fn of(&self, text: &str) -> Vec<usize> {
        let is_place = |at: &usize| {
            let (Some(before), Some(after)) = (text.get(..*at), text.get(*at..)) else { return false };
            !(self.not_first && *at == 0) && self.behind.as_ref().is_none_or(|behind| behind.is_match(before)) && self.ahead.is_match(after)
        };
        (0..text.len()).filter(is_place).collect()
    }
}
