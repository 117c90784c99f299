//! What the team decided: `[release]` and `[env.*]` in `migsafe.toml`.

mod model;

pub use model::*;
