//! What a check found: the public data model. Its JSON form is `migsafe/report/v1`.

mod model;
pub(crate) mod suppress;

pub use model::*;
