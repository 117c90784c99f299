//! Collects findings.

use migsafe_rules::Rule;

use super::reporter::{Reporter, Site};
use crate::project::Options;
use crate::report::Finding;
use crate::span::Span;

/// Collects findings: one collection for each migration, one for the project.
pub(crate) struct Findings<'a> {
    /// The findings so far.
    pub list: Vec<Finding>,
    /// Where an error was found, also by a rule that is switched off.
    errors: Vec<Span>,
    options: &'a Options<'a>,
}

impl<'a> Findings<'a> {
    /// An empty collection.
    pub(crate) fn new(options: &'a Options<'a>) -> Self {
        Self { list: Vec::new(), errors: Vec::new(), options }
    }

    /// The pen of one rule at one place.
    pub(in crate::rules) fn reporter<'r>(&'r mut self, rule: &'static Rule, site: Site<'r>) -> Reporter<'r> {
        Reporter { rule, site, list: &mut self.list, errors: &mut self.errors, options: self.options }
    }
}
