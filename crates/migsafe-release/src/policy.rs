//! What the team decided: `[release]` and `[env.*]` in `migsafe.toml`.

pub(crate) mod counting;
mod fault;
mod model;
mod parse;
mod trust;
mod week;
mod window;

pub use counting::Counting;
pub use fault::PolicyFault;
pub use model::*;
pub use parse::unreadable;
pub use trust::{Difference, Effective, TrustError, TrustedPolicy, effective, read_trusted, trusted_reference};
pub use window::parse_window;
