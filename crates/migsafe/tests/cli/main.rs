//! The command line as users run it: the real binary, in folders made for it, with an empty environment.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod harness;

mod acceptances;
mod bad_input;
mod commands;
mod configuration;
mod formats;
mod release;
mod release_attempts;
mod release_init;
mod since;
mod terminal;
mod tools;
