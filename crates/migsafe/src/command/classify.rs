//! `migsafe classify`.

use migsafe_core::report::Keep;

use crate::arguments::{ClassifyArguments, FailOn, PlainFormat};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::{json, operations, print, text};
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::verdict::Verdict;

/// Shows what each operation is and does.
pub(crate) fn run(arguments: &ClassifyArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = Settings::load(&arguments.input)?;
    let report = input::judge(&arguments.input, &settings, Keep::Whole)?;
    let verdict = Verdict::of(&report, FailOn::Never, settings.since.as_deref());
    match arguments.format {
        PlainFormat::Json => json::print(&report)?,
        PlainFormat::Text => {
            let mut shown = operations::render(&report, terminal);
            shown.push_str(&text::render_skipped(&report));
            shown.push_str(&text::render_problems(&report, terminal));
            if report.summary.migrations == 0 {
                shown.push_str(&text::render_verdict(&report, &verdict, terminal));
            }
            print(&shown)?;
        }
    }
    Ok(verdict.exit)
}
