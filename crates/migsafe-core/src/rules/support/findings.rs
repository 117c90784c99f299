//! Collects findings.

use std::collections::{BTreeSet, HashMap};

use camino::Utf8Path;
use migsafe_rules::Rule;

use super::reporter::{Reporter, Site, Words};
use crate::project::Options;
use crate::report::Finding;

/// Collects findings: one collection for each migration, one for the project.
pub(crate) struct Findings<'a> {
    /// The findings so far.
    pub list: Vec<Finding>,
    /// Where errors begin, also those found by a rule that is switched off.
    errors: BTreeSet<usize>,
    /// How many findings have the fingerprint that the first of them has.
    fingerprints: HashMap<String, usize>,
    words: Option<Words>,
    options: &'a Options<'a>,
    /// Where the project stands in its repository, where that is known.
    place: Option<String>,
}

impl<'a> Findings<'a> {
    /// An empty collection, of a project with that root.
    pub(crate) fn new(options: &'a Options<'a>, root: &Utf8Path) -> Self {
        let place = options.place_of(root);
        Self { list: Vec::new(), errors: BTreeSet::new(), fingerprints: HashMap::new(), words: None, options, place }
    }

    /// The pen of one rule at one place.
    pub(in crate::rules) fn reporter<'r>(&'r mut self, rule: &'static Rule, site: Site<'r>) -> Reporter<'r> {
        Reporter {
            rule,
            site,
            list: &mut self.list,
            errors: &mut self.errors,
            fingerprints: &mut self.fingerprints,
            words: &mut self.words,
            options: self.options,
            place: self.place.as_deref(),
        }
    }
}
