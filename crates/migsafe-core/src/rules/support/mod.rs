//! What rules share.

pub(super) mod advice;
pub(super) mod context;
pub(super) mod enums;
pub(super) mod findings;
pub(super) mod many;
pub(super) mod models;
pub(super) mod reporter;
pub(super) mod shape;
