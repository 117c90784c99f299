//! One finding for several faults of a kind.

use crate::report::Related;
use crate::source::Irregularity;

/// So many of many migrations are named in the message.
const NAMED: usize = 3;

/// The first few, and how many more there are.
pub(in crate::rules) fn names(faults: &[&Irregularity]) -> String {
    first_few(&faults.iter().map(|fault| fault.migration.as_str()).collect::<Vec<_>>())
}

/// The first few of several things, and how many more there are.
pub(in crate::rules) fn first_few(things: &[impl AsRef<str>]) -> String {
    let first: Vec<&str> = things.iter().take(NAMED).map(AsRef::as_ref).collect();
    match things.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

/// Where each of them is, for a finding to point at.
pub(in crate::rules) fn places(faults: &[&Irregularity]) -> Vec<Related> {
    let place =
        |fault: &&Irregularity| Related { path: fault.path.clone(), line: fault.line, span: fault.span, message: fault.migration.clone() };
    faults.iter().map(place).collect()
}
