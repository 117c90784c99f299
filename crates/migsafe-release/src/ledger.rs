//! The record of what was said and done: append-only, and state is a fold over it.

mod event;

pub use event::*;
