//! Class and light of an operation.

use serde::Serialize;

/// What kind of change an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Adds something, changes nothing that stands.
    #[default]
    Additive,
    /// Changes what stands and keeps every value.
    Transformative,
    /// Removes data, or what running code or the data's protection relies on.
    Destructive,
}

impl Class {
    /// The word for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Additive => "additive",
            Self::Transformative => "transformative",
            Self::Destructive => "destructive",
        }
    }
}

/// The traffic light of a statement, a migration, a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// Additive.
    #[default]
    Green,
    /// Transformative, not understood, or additive with an error-level finding.
    Yellow,
    /// Destructive.
    Red,
}

impl Light {
    /// The word for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

impl From<Class> for Light {
    fn from(class: Class) -> Self {
        match class {
            Class::Additive => Self::Green,
            Class::Transformative => Self::Yellow,
            Class::Destructive => Self::Red,
        }
    }
}

/// The class of an operation.
pub fn class_of(
    _operation: &crate::operation::Operation,
    _effect: &crate::effect::Effect,
    _circumstances: &crate::effect::Circumstances<'_>,
) -> Class {
    Class::Transformative
}
