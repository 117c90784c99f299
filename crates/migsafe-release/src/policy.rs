//! What the team decided: `[release]` and `[env.*]` in `migsafe.toml`.

mod fault;
mod model;

pub use fault::PolicyFault;
pub use model::*;
