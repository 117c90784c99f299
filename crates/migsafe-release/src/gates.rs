//! The gates, each a function of what it needs.

pub mod checklist;
pub mod checks;
pub mod keys;
#[cfg(test)]
pub(crate) mod outside;
pub mod redact;
pub mod target;
pub mod windows;
