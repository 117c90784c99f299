//! What a check found: the public data model. Its JSON form is `migsafe/report/v1`.

pub(crate) mod accept;
mod excerpt;
mod impact;
mod model;
pub(crate) mod pack;
mod statements;
pub(crate) mod suppress;

pub use accept::Accepted;
pub use excerpt::Excerpt;
pub use impact::*;
pub use model::*;
pub use statements::{Keep, Statements};
