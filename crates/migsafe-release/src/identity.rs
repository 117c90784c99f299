//! Who somebody is, and how sure that is.

use serde::{Deserialize, Serialize};

use crate::policy::Assurance;

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The e-mail address in lower case, or the CI provider's name for the person.
    pub name: String,
    /// How sure that is, as far as the record itself shows; a signature is checked anew whenever it counts.
    pub assurance: Assurance,
    /// What shows it: `git config user.email`, `GitHub Actions run 17 of org/repo`, `ED25519 key SHA256:…`.
    pub source: String,
}
