//! One text for one value, and its digest.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A sha256, shown as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

/// So many digits are shown to people.
const SHOWN: usize = 12;

impl Digest {
    /// The digest of some bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        migsafe_core::digest::Digest::of(bytes).into()
    }

    /// The digest of a value's canonical JSON.
    ///
    /// # Errors
    /// The value cannot be written as JSON (a map whose keys are no strings).
    pub fn of(value: &impl Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self::of_bytes(json(value)?.as_bytes()))
    }

    /// 64 zeros: what stands before the first of a chain.
    pub fn zeros() -> Self {
        Self("0".repeat(64))
    }

    /// All digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The short form for people.
    pub fn short(&self) -> &str {
        self.0.get(..SHOWN).unwrap_or(&self.0)
    }

    /// Whether a person who wrote `given` means this digest: the whole, or its first digits (eight at least, so that chance cannot meet them).
    pub fn is_meant_by(&self, given: &str) -> bool {
        const FEWEST: usize = 8;
        given.len() >= FEWEST && self.0.starts_with(&given.to_ascii_lowercase())
    }
}

impl From<migsafe_core::digest::Digest> for Digest {
    fn from(digest: migsafe_core::digest::Digest) -> Self {
        Self(digest.to_string())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Canonical JSON: keys sorted, no white space, numbers as `serde_json` writes them.
///
/// # Errors
/// The value cannot be written as JSON (a map whose keys are no strings).
pub fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut value = serde_json::to_value(value)?;
    // Sorted already, unless some crate of the build asks serde_json to keep the order.
    value.sort_all_objects();
    serde_json::to_string(&value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Two {
        b: u8,
        a: &'static str,
    }

    #[test]
    fn keys_are_sorted() {
        assert_eq!(json(&Two { b: 1, a: "x" }).unwrap(), r#"{"a":"x","b":1}"#);
    }

    #[test]
    fn short_forms_are_accepted_from_eight_digits_on() {
        let digest = Digest::of_bytes(b"");
        assert_eq!(digest.as_str(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert!(digest.is_meant_by("E3B0C442") && digest.is_meant_by(digest.as_str()));
        assert!(!digest.is_meant_by("e3b0c44") && !digest.is_meant_by("e3b0c443") && !digest.is_meant_by(""));
    }
}
