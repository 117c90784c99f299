//! What the team decided: `[release]` and `[env.*]` in `migsafe.toml`.

mod fault;
mod model;
mod window;

pub use fault::PolicyFault;
pub use model::*;
pub use window::parse_window;
