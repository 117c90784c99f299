//! Placeholders of a tool, `${name}`: what stands there when the script is read, and where that is in the file.

use std::collections::BTreeMap;

use super::Statement;
use crate::span::{LineIndex, Span};

/// A script's text as the server gets it, as far as the values are known.
pub(super) struct Filled {
    /// The text.
    pub(super) text: String,
    /// What was put in, in order: its bytes there, and those of the placeholder in the file.
    values: Vec<(Span, Span)>,
}

impl Filled {
    /// The text with its value for each placeholder that has one. For any other, an underscore for every character that is no part of a word: `${owner}` becomes
    /// `__owner_`, which `told` hears of, as it was and as it is.
    pub(super) fn new(text: &str, values: &BTreeMap<String, String>, mut told: impl FnMut(&str, &str)) -> Self {
        let mut filled = Self { text: String::with_capacity(text.len()), values: Vec::new() };
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find("${")) {
            let start = at + found;
            filled.text.push_str(text.get(at..start).unwrap_or_default());
            let after = text.get(start + 2..).unwrap_or_default();
            let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:-".contains(&byte));
            let Some(name) = after.split_once('}').map(|(name, _)| name).filter(|name| is_name(name)) else {
                filled.text.push_str("${");
                at = start + 2;
                continue;
            };
            at = start + name.len() + 3;
            let from = filled.text.len();
            // Their names are compared without regard to case.
            if let Some((_, value)) = values.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
                filled.text.push_str(value);
                filled.values.push((Span::new(from, filled.text.len()), Span::new(start, at)));
            } else {
                filled.text.push_str("__");
                filled.text.extend(name.chars().map(|character| if character.is_ascii_alphanumeric() { character } else { '_' }));
                filled.text.push('_');
                told(text.get(start..at).unwrap_or_default(), filled.text.get(from..).unwrap_or_default());
            }
        }
        filled.text.push_str(text.get(at..).unwrap_or_default());
        filled
    }

    /// Where a part of it stands in the file: one that begins or ends within a value begins or ends with its placeholder.
    pub(super) fn source(&self, span: Span) -> Span {
        Span::new(self.place(span.start, false), self.place(span.end, true))
    }

    fn place(&self, offset: usize, is_end: bool) -> usize {
        let before = self.values.partition_point(|(value, _)| if is_end { value.end < offset } else { value.end <= offset });
        let shift = |(value, written): &(Span, Span)| (value.end, written.end);
        let (end, written) = before.checked_sub(1).and_then(|at| self.values.get(at)).map_or((0, 0), shift);
        match self.values.get(before) {
            Some((value, place)) if !is_end && value.start <= offset => place.start,
            Some((value, place)) if is_end && value.start < offset => place.end,
            _ => written + (offset - end),
        }
    }

    /// Puts what was read of it in its place in the file.
    pub(super) fn restore(&self, text: &str, statements: &mut [Statement]) {
        if self.values.is_empty() {
            return;
        }
        let lines = LineIndex::new(text);
        for statement in statements {
            statement.span = self.source(statement.span);
            statement.line = lines.line(statement.span.start);
            statement.operations.iter_mut().for_each(|located| located.span = self.source(located.span));
            statement.not_understood.iter_mut().for_each(|part| part.span = self.source(part.span));
        }
    }
}

/// Tells of each placeholder whose value is not known, as it was and as it is read.
pub(crate) fn unknown_placeholders(text: &str, values: &BTreeMap<String, String>, told: impl FnMut(&str, &str)) {
    Filled::new(text, values, told);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_without_a_value_become_words_of_the_same_length() {
        let text = "GRANT ALL ON ${a.b}.t TO ${flyway:user}; SELECT $${x}$$, '${', ${}, ${ä}, ${y";
        let filled = Filled::new(text, &BTreeMap::new(), |_, _| {});
        assert_eq!(filled.text.len(), text.len());
        assert_eq!(filled.text, "GRANT ALL ON __a_b_.t TO __flyway_user_; SELECT $__x_$$, '${', ${}, ${ä}, ${y");
        assert_eq!(filled.source(Span::new(13, 21)), Span::new(13, 21));
    }

    #[test]
    fn places_are_those_of_the_file() {
        let values = BTreeMap::from([
            ("Schema".to_owned(), "a".to_owned()),
            ("empty".to_owned(), String::new()),
            ("long".to_owned(), "drop table x; ".to_owned()),
        ]);
        let text = "${long}alter ${empty}table ${schema}.t rename to ${other}_x;";
        let filled = Filled::new(text, &values, |_, _| {});
        assert_eq!(filled.text, "drop table x; alter table a.t rename to __other__x;");
        let part = |wanted: &str| {
            let start = filled.text.find(wanted).unwrap();
            filled.source(Span::new(start, start + wanted.len())).of(text)
        };
        assert_eq!(part("drop table x;"), "${long}");
        assert_eq!(part("alter table"), "alter ${empty}table");
        assert_eq!(part("a.t"), "${schema}.t");
        assert_eq!(part("table a"), "table ${schema}");
        assert_eq!(part("__other__x;"), "${other}_x;");
        assert_eq!(filled.source(Span::new(0, filled.text.len())).of(text), text);
    }
}
