//! Decides whether database migrations may run **there, now**, proves who said so, and keeps the record.
//!
//! A release is a [`plan`], and a plan is a digest: whoever approves names it, and any change to the statements, their order, the target or the rules makes it another.
//! Every [`gate`] answers pass, fail or unknown, and unknown is never pass. The [`ledger`] holds approvals and bases; state is a fold over it.
//! What lies outside (git, the clock, other programs, files, the environment) is reached through [`edges`] alone.

#![allow(
    clippy::format_push_string,
    reason = "texts are put together once a run, and `format!` reads better than `write!` with an error that cannot be"
)]

pub mod acceptance;
pub mod adopt;
pub mod approvals;
pub mod canonical;
pub mod edges;
pub mod gate;
pub mod gates;
pub mod git;
pub mod guard;
pub mod identity;
pub mod ledger;
pub mod path;
pub mod plan;
pub mod policy;
pub mod presets;
pub mod reason;
pub mod signature;
pub mod suggest;
#[cfg(test)]
mod testing;
