//! What a check found: the public data model. Its JSON form is `migsafe/report/v1`.

pub(crate) mod accept;
mod impact;
mod model;
pub(crate) mod suppress;

pub use accept::Accepted;
pub use impact::*;
pub use model::*;
