//! Reads a project's database migrations and reports what each statement does to a live PostgreSQL.
//!
//! ```no_run
//! use migsafe_core::{Light, Options, Project};
//!
//! let project = Project::open("prisma/migrations")?;
//! let report = project.check(&Options::default());
//! if report.light() == Light::Red {
//!     println!("do not deploy this on a Friday");
//! }
//! # Ok::<(), migsafe_core::OpenError>(())
//! ```
//!
//! Data flows one way: [`source`] → [`sql`] → [`operation`] → [`schema`] → [`effect`] → [`classify`] → rules → [`report`].

mod alembic;
pub mod classify;
pub mod digest;
pub mod effect;
mod judge;
pub mod name;
pub mod operation;
pub mod project;
mod python;
mod recreation;
mod replacement;
pub mod report;
pub mod rollback;
mod rules;
pub mod schema;
pub mod source;
pub mod span;
pub mod sql;
pub mod transaction;
pub mod version;

pub use classify::{Class, Light};
pub use digest::{Digest, Digests};
pub use project::{OpenError, Options, Place, Project, RuleOptions};
pub use report::{Finding, Level, Report};
pub use version::PostgresVersion;
