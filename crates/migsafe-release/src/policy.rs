//! What the team decided: `[release]` and `[env.*]` in `migsafe.toml`.

mod fault;
mod model;
mod parse;
mod week;
mod window;

pub use fault::PolicyFault;
pub use model::*;
pub use parse::unreadable;
pub use window::parse_window;
