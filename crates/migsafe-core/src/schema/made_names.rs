//! Remembers how far the search for a free made name has come, so that the thousandth unnamed index of a table is named as quickly as the first.

use super::hash::HashMap;

use super::naming::made_name;
use crate::name::QualifiedName;

/// Which names a made one must differ from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Among {
    /// Those of relations.
    Relations,
    /// Those of constraints.
    Constraints,
    /// Both.
    Both,
    /// Those of one domain's checks.
    Domain,
}

/// What the names of one series are made from; they differ in their number alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Series {
    /// The table, with its schema.
    pub(super) table: QualifiedName,
    /// The columns' names, joined.
    pub(super) second: Option<String>,
    /// `idx`, `key`, `fkey` and so on.
    pub(super) label: String,
    /// Which names count.
    pub(super) among: Among,
}

/// For each series the first number that may be free.
#[derive(Debug, Clone, Default)]
pub(super) struct MadeNames {
    next: HashMap<Series, usize>,
    /// Every name that was found taken → where it was passed over.
    passed: HashMap<QualifiedName, Vec<(Series, usize)>>,
}

impl MadeNames {
    /// The name that a domain's check gets where none is written: the first that is not taken.
    pub(super) fn of_check(&mut self, domain: &QualifiedName, taken: impl Fn(&str) -> bool) -> String {
        let first = made_name(&domain.name, None, "check");
        if !taken(&first) {
            return first;
        }
        let series = Self::checks(domain);
        let mut number = self.begin(&series);
        loop {
            let candidate = made_name(&domain.name, None, &format!("check{number}"));
            if !taken(&candidate) {
                return candidate;
            }
            self.pass(&series, number, &within(domain, &candidate));
            number += 1;
        }
    }

    /// The domain no longer has a check of that name.
    pub(super) fn free_check(&mut self, domain: &QualifiedName, check: &str) {
        self.free(&within(domain, check));
    }

    fn checks(domain: &QualifiedName) -> Series {
        Series { table: domain.clone(), second: None, label: String::new(), among: Among::Domain }
    }

    /// The number at which the search begins.
    pub(super) fn begin(&self, series: &Series) -> usize {
        self.next.get(series).copied().unwrap_or(1)
    }

    /// The name with this number is taken: the search goes on behind it until it is free again.
    pub(super) fn pass(&mut self, series: &Series, number: usize, name: &QualifiedName) {
        self.next.insert(series.clone(), number + 1);
        self.passed.entry(name.clone()).or_default().push((series.clone(), number));
    }

    /// A relation or constraint of that name has gone.
    pub(super) fn free(&mut self, name: &QualifiedName) {
        for (series, number) in self.passed.remove(name).into_iter().flatten() {
            if let Some(next) = self.next.get_mut(&series) {
                *next = number.min(*next);
            }
        }
    }
}

/// A name that is that domain's alone.
fn within(domain: &QualifiedName, check: &str) -> QualifiedName {
    QualifiedName::new(domain.to_string(), check)
}
