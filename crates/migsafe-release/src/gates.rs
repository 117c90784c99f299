//! The gates, each a function of what it needs.

pub mod checklist;
pub mod checks;
pub(crate) mod history;
pub(crate) mod judgement;
pub mod keys;
#[cfg(test)]
pub(crate) mod outside;
mod printed;
pub(crate) mod promotion;
pub mod redact;
pub(crate) mod repository;
pub(crate) mod rollback;
pub mod target;
pub mod windows;
