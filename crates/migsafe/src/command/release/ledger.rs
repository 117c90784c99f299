//! `migsafe release ledger`.

use migsafe_release::ledger::{self, Store as _};

use super::decide::shown;
use super::session::{Session, Stop};
use crate::arguments::PlainFormat;
use crate::arguments::{LedgerArguments, LedgerCommand};
use crate::clean;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;
use crate::terminal::count;

/// Checks or shows the ledger.
pub(crate) fn run(arguments: &LedgerArguments) -> Result<Exit, Stop> {
    let session = Session::at(None, "HEAD")?;
    match &arguments.command {
        LedgerCommand::Verify { head } => verify(&session, head.as_deref()),
        LedgerCommand::Show { format } => show(&session, *format),
    }
}

fn verify(session: &Session, head: Option<&str>) -> Result<Exit, Stop> {
    let found = ledger::verify(session.ledger(), head)?;
    let mut told = format!("sound: {}, head {}\n", count(usize::try_from(found.records).unwrap_or(usize::MAX), "record"), found.head);
    if found.torn > 0 {
        told.push_str(&format!(
            "  a last line of {} bytes was cut short by a crash; the next write takes it off and records that\n",
            found.torn
        ));
    }
    let list = |numbers: &[u64]| numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if !found.repairs.is_empty() {
        told.push_str(&format!("  lines cut short were taken off before: record {}\n", list(&found.repairs)));
    }
    if !found.clock_back.is_empty() {
        told.push_str(&format!("  dated before the record ahead of them: {}\n", list(&found.clock_back)));
    }
    print(&told)?;
    Ok(Exit::Fine)
}

fn show(session: &Session, format: PlainFormat) -> Result<Exit, Stop> {
    let loaded = session.ledger().read()?;
    let mut told = String::new();
    for entry in &loaded.entries {
        let record = &entry.record;
        if format == PlainFormat::Json {
            let line = serde_json::to_string(record)
                .map_err(|error| Failure::new(format!("record {} cannot be written: {error}", record.sequence)))?;
            told.push_str(&line);
            told.push('\n');
        } else {
            told.push_str(&format!(
                "{:>4}  {}  {}  {}\n",
                record.sequence,
                shown(record.at),
                clean::line(&record.by.name),
                clean::line(&record.event.in_words())
            ));
        }
    }
    if told.is_empty() && format == PlainFormat::Text {
        told.push_str("the ledger holds no record yet\n");
    }
    print(&told)?;
    Ok(Exit::Fine)
}
