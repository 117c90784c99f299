//! The names in a `.env` file and in what a command prints.

use std::collections::BTreeSet;

use serde_json::Value;

/// The names that a `.env` file gives values to.
pub(super) fn of_file(text: &str) -> BTreeSet<String> {
    lines(text, Form::File).filter_map(|line| line.has_value.then_some(line.name)).map(str::to_owned).collect()
}

/// The names that a command prints: as JSON, or in lines of `NAME=value` or `NAME`. `None`: it is neither.
pub(super) fn of_output(text: &str) -> Option<BTreeSet<String>> {
    if text.trim_start().starts_with(['{', '[']) {
        return of_json(&serde_json::from_str(text).ok()?);
    }
    let names: BTreeSet<String> = lines(text, Form::Output).map(|line| line.name.to_owned()).collect();
    let said = text.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    (!names.is_empty() || !said).then_some(names)
}

/// An object by its keys, or a list of names or of objects with a `key` or `name`, itself or in an object.
fn of_json(value: &Value) -> Option<BTreeSet<String>> {
    let own_name = |value: &Value| -> Option<String> {
        let name = value.as_str().or_else(|| value.get("key")?.as_str()).or_else(|| value.get("name")?.as_str())?;
        Some(name.to_owned())
    };
    match value {
        Value::Array(items) => items.iter().map(own_name).collect(),
        Value::Object(fields) => {
            let lists = fields.values().filter_map(Value::as_array).filter(|items| items.first().is_some_and(Value::is_object));
            let mut in_lists = lists.map(|items| items.iter().map(own_name).collect::<Option<BTreeSet<_>>>());
            match in_lists.next() {
                Some(names) => names,
                None => Some(fields.keys().cloned().collect()),
            }
        }
        _ => None,
    }
}

#[derive(Clone, Copy)]
enum Form {
    File,
    Output,
}

struct Line<'a> {
    name: &'a str,
    has_value: bool,
}

/// The assignments of a `.env` file; a value in quotes may hold line breaks.
fn lines(text: &str, form: Form) -> impl Iterator<Item = Line<'_>> {
    let mut rest = text.trim_start_matches('\u{feff}');
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            let statement = line.trim();
            let statement = statement.strip_prefix("export ").map_or(statement, str::trim_start);
            let end = statement
                .find(|character: char| !(character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '-')))
                .unwrap_or(statement.len());
            let (name, tail) = statement.split_at(end);
            let value = tail.trim_start().strip_prefix('=');
            // `NAME: value` is read in a file; printed, it is prose.
            let value = value.or_else(|| tail.strip_prefix(": ").filter(|_| matches!(form, Form::File)));
            rest = match value.and_then(|value| after_quoted(value.trim_start(), after)) {
                Some(after_value) => after_value,
                None => after,
            };
            let right = name.starts_with(|character: char| character.is_ascii_alphabetic() || character == '_');
            let bare = tail.is_empty() || tail.trim_start().starts_with('#');
            if right && (value.is_some() || bare) {
                return Some(Line { name, has_value: value.is_some() });
            }
        }
        None
    })
}

/// What follows a value in quotes that goes on in the next lines; `None` where it ends in its own, or never.
fn after_quoted<'a>(value: &str, after: &'a str) -> Option<&'a str> {
    let quote = value.chars().next().filter(|character| matches!(character, '"' | '\'' | '`'))?;
    let opened = value.get(1..)?;
    if closing(opened, quote).is_some() {
        return None;
    }
    let end = closing(after, quote)?;
    let rest = after.get(end..)?;
    Some(rest.split_once('\n').map_or("", |(_, rest)| rest))
}

/// Where the quote closes.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, character)| {
        let closes = character == quote && !escaped;
        escaped = character == '\\' && !escaped && quote == '"';
        closes.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(names: BTreeSet<String>) -> String {
        names.into_iter().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn files() {
        let text = "\u{feff}A=1\r\n# B=2\nexport C = 3 # D=4\n  E='x=y'\nF=\"-----BEGIN\nG=5\nescaped \\\" H=6\n-----END\"\nI=\n\nnot a name\nJ: 1\nK='open\nL=`a\nM`\n9N=1\nO\n";
        assert_eq!(shown(of_file(text)), "A C E F I J K L");
    }

    #[test]
    fn output() {
        let names = |text: &str| of_output(text).map_or_else(|| "-".to_owned(), shown);
        assert_eq!(names("A=1\nB\n"), "A B");
        assert_eq!(names(r#"{"A": "1", "B": {"x": 1}}"#), "A B");
        assert_eq!(names(r#"[{"key": "A", "value": "1"}, {"name": "B"}, "C"]"#), "A B C");
        assert_eq!(names(r#"{"envs": [{"key": "A"}, {"key": "B"}], "next": null}"#), "A B");
        assert_eq!(names(r#"[{"value": "1"}]"#), "-");
        assert_eq!(names("{not json"), "-");
        assert_eq!(names("Error: not logged in, sorry\n"), "-");
        assert_eq!(names("\n"), "");
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[A-C=\"'`\\\\\n# é:]{0,40}") {
            drop((of_file(&text), of_output(&text)));
        }
    }
}
