//! What a check found: the public data model. Its JSON form is `migsafe/report/v1`.

mod model;

pub use model::*;
