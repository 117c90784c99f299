//! Models that ask for what no migration brings.

use super::{Check, ProjectContext, Reporter, Site};
use crate::source::IrregularityKind;

pub(super) const CHECK: Check = Check::Project(check);

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    for fault in cx.history.irregularities.iter().filter(|fault| fault.kind == IrregularityKind::ModelsAhead) {
        let message = "the models have changed and no migration came with them: the code expects what the database will not have";
        let label = fault.other.as_ref().map(|demand| format!("for example `{demand}`")).unwrap_or_default();
        let help = "generate the migration: `prisma migrate dev`";
        out.at(Site::of_irregularity(fault)).report(fault.span, "default", message).label(label).help(help);
    }
}
