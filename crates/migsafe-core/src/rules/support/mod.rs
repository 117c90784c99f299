//! What rules share.

pub(super) mod advice;
pub(super) mod context;
pub(super) mod findings;
mod label;
pub(super) mod reporter;
mod words;
