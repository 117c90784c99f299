//! Prisma's lock file is not there.

use super::{Check, ProjectContext, Reporter, Site};
use crate::source::IrregularityKind;

pub(super) const CHECK: Check = Check::Project(check);

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    for fault in cx.history.irregularities.iter().filter(|fault| fault.kind == IrregularityKind::LockMissing) {
        let message = "there is no `migration_lock.toml`: nothing stops Prisma from running these migrations on another kind of database";
        let help = "restore the file, or write it with the line `provider = \"…\"` of the datasource, and commit it";
        out.at(Site::of_irregularity(fault)).report(fault.span, "default", message).help(help);
    }
}
