//! The arguments of `migsafe release`.

use clap::{Args, Subcommand, ValueEnum};
use migsafe_release::presets::Preset;

#[derive(Debug, Args)]
pub(crate) struct ReleaseArguments {
    #[command(subcommand)]
    pub(crate) command: ReleaseCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReleaseCommand {
    /// Write a first policy into migsafe.toml, explained line by line
    Init(ReleaseInitArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ReleaseInitArguments {
    /// How the team releases [default: trunk]
    #[arg(long, value_enum, value_name = "PRESET")]
    pub(crate) preset: Option<PresetName>,
}

/// A preset by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PresetName {
    /// Staging on merge, production by tag and approval
    Trunk,
    /// Migrations run inside the build, a branch for staging before the main one
    VercelBuild,
    /// The code deploys itself, a person runs the migrations after it
    ManualAfterCode,
}

impl From<PresetName> for Preset {
    fn from(name: PresetName) -> Self {
        match name {
            PresetName::Trunk => Self::Trunk,
            PresetName::VercelBuild => Self::VercelBuild,
            PresetName::ManualAfterCode => Self::ManualAfterCode,
        }
    }
}
