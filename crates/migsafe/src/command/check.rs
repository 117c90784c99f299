//! `migsafe check`.

use std::io::IsTerminal as _;

use migsafe_core::Report;
use migsafe_core::report::Keep;

use crate::arguments::{CheckArguments, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::github::{self, Workspace};
use crate::output::text::{self, Extent};
use crate::output::{json, print};
use crate::settings::Settings;
use crate::terminal::Terminal;
use crate::verdict::Verdict;

/// Judges, reports, and ends as the report says.
pub(crate) fn run(arguments: &CheckArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let settings = Settings::load(&arguments.input)?;
    let fail_on = arguments.fail_on.or(settings.fail_on).unwrap_or_default();
    let report = input::judge(&arguments.input, &settings, kept(arguments))?;
    let verdict = Verdict::of(&report, fail_on, settings.since.as_deref());
    let whole = Extent { newest_only: false, quiet: arguments.quiet, fail_on };
    if arguments.format == Format::Github {
        append_summary(&report, &verdict)?;
    }
    if let Some(path) = &arguments.output {
        let extent = Extent { quiet: false, ..whole };
        if arguments.format == Format::Json {
            json::save(&report, path)?;
        } else {
            let content = render(arguments.format, &report, &verdict, extent, &Terminal::plain());
            std::fs::write(path, content).map_err(|error| Failure::new(format!("cannot write {path}: {error}")))?;
        }
        if !arguments.quiet || verdict.exit != Exit::Fine {
            print(&format!("{}{}", text::render_problems(&report, terminal), text::render_verdict(&report, &verdict, terminal)))?;
        }
    } else if arguments.format == Format::Json {
        json::print(&report)?;
    } else {
        let newest_only = settings.since.is_none() && !names_only_files(arguments);
        print(&render(arguments.format, &report, &verdict, Extent { newest_only, ..whole }, terminal))?;
    }
    // The process ends here: to take a large report apart piece by piece would only keep the caller waiting.
    std::mem::forget(report);
    Ok(verdict.exit)
}

/// The report for people, or as GitHub's annotations.
fn render(format: Format, report: &Report, verdict: &Verdict, extent: Extent, terminal: &Terminal) -> String {
    if format == Format::Github {
        github::annotations(report, verdict, &Workspace::from_environment())
    } else {
        text::render(report, verdict, extent, terminal)
    }
}

/// What is read of the statements: nothing but their number where a person reads the report. A terminal gets JSON laid out in lines, which cannot be packed.
fn kept(arguments: &CheckArguments) -> Keep {
    match arguments.format {
        Format::Json if arguments.output.is_none() && std::io::stdout().is_terminal() => Keep::Whole,
        Format::Json => Keep::Json,
        Format::Text | Format::Github => Keep::Places,
    }
}

/// The job's summary, where the environment says that there is one.
fn append_summary(report: &Report, verdict: &Verdict) -> Result<(), Failure> {
    use std::io::Write as _;
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return Ok(()) };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(&path);
    file.and_then(|mut file| file.write_all(github::summary(report, verdict).as_bytes()))
        .map_err(|error| Failure::new(format!("cannot write the job summary: {error}")))
}

fn names_only_files(arguments: &CheckArguments) -> bool {
    let paths = &arguments.input.paths;
    !paths.is_empty() && paths.iter().all(|path| !path.is_dir())
}
