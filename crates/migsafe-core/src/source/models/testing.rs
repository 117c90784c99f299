//! What the tests of all readers of models share.

use std::collections::BTreeMap;

use super::Models;

/// What is asked for, by where it stands: of a table its keys and indexes and whether it may have more columns, of a column what is asked of it and other names for it.
pub(in crate::source) fn asked(models: Models) -> BTreeMap<String, String> {
    let mut asked: BTreeMap<String, String> = models.values.into_iter().map(|value| (value, String::new())).collect();
    for (name, table) in models.tables {
        asked.extend(table.columns.into_iter().map(|(column, it)| {
            let aliases = if it.aliases.is_empty() { String::new() } else { format!(" {:?}", it.aliases) };
            (format!("{name}.{column}"), it.asks.unwrap_or_else(|| "?".to_owned()) + &aliases)
        }));
        asked.insert(name, format!("{:?} {}", table.rest, table.partial));
    }
    asked
}

/// Models in a text, and how they are read.
pub(in crate::source) struct Sample {
    pub(in crate::source) text: &'static str,
    pub(in crate::source) read: fn(&str) -> Models,
}

impl Sample {
    /// None of these replacements changes what is asked.
    pub(in crate::source) fn asks_the_same_after(&self, replacements: &[(&str, &str)]) {
        for (from, to) in replacements {
            assert_eq!(self.asked_after(from, to), self.asked(), "{from} -> {to}");
        }
    }

    /// Each of these replacements changes what is asked.
    pub(in crate::source) fn asks_otherwise_after(&self, replacements: &[(&str, &str)]) {
        for (from, to) in replacements {
            assert_ne!(self.asked_after(from, to), self.asked(), "{from} -> {to}");
        }
    }

    fn asked(&self) -> BTreeMap<String, String> {
        asked((self.read)(self.text))
    }

    fn asked_after(&self, from: &str, to: &str) -> BTreeMap<String, String> {
        let other = self.text.replace(from, to);
        assert_ne!(other, self.text, "{from}");
        asked((self.read)(&other))
    }
}
