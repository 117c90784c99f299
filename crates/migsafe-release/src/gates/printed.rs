//! What a command of the policy prints and nobody may see: an address, or names that may stand beside values. None of it is ever shown.

use std::time::Duration;

use camino::Utf8Path;

use crate::edges::{Processes, Program};

/// The text that a command prints, run in `directory`, within `timeout`; else why there is none, in words that hold nothing of it.
pub(super) fn printed(argv: &[String], directory: &Utf8Path, processes: &dyn Processes, timeout: Duration) -> Result<String, String> {
    let name = name(argv);
    let program = Program { argv: argv.to_vec(), directory: directory.to_owned(), variables: Vec::new(), input: Vec::new(), timeout };
    let outcome = processes.run(&program).map_err(|error| format!("`{name}` cannot be run: {}", error.kind()))?;
    match outcome.code {
        _ if outcome.timed_out => return Err(format!("`{name}` did not end within {} s", timeout.as_secs())),
        Some(0) => {}
        Some(code) => return Err(format!("`{name}` ended with exit code {code}")),
        None => return Err(format!("`{name}` was ended by a signal")),
    }
    String::from_utf8(outcome.output).map_err(|_| format!("what `{name}` prints is not UTF-8"))
}

/// The program's name, without characters that a terminal obeys.
pub(super) fn name(argv: &[String]) -> String {
    plain(argv.first().map_or("", String::as_str))
}

/// The text without characters that a terminal obeys.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edges::Outcome;

    struct Ends(Outcome);

    impl Processes for Ends {
        fn run(&self, _: &Program) -> std::io::Result<Outcome> {
            Ok(self.0.clone())
        }
    }

    #[test]
    fn a_command_that_does_not_end_well_shows_nothing_of_what_it_printed() {
        let ends = |code, timed_out, output: &[u8]| {
            let outcome = Outcome { code, timed_out, output: output.to_vec(), complaint: b"hunter2".to_vec() };
            printed(&["te\u{7}ll".to_owned(), "hunter2".to_owned()], "/".into(), &Ends(outcome), Duration::from_secs(7))
        };
        assert_eq!(ends(Some(0), false, b"hunter2\n"), Ok("hunter2\n".to_owned()));
        for (outcome, why) in [
            (ends(Some(3), false, b"hunter2"), "`tell` ended with exit code 3"),
            (ends(None, false, b"hunter2"), "`tell` was ended by a signal"),
            (ends(None, true, b"hunter2"), "`tell` did not end within 7 s"),
            (ends(Some(0), true, b"hunter2"), "`tell` did not end within 7 s"),
            (ends(Some(0), false, b"hunter2\xff"), "what `tell` prints is not UTF-8"),
        ] {
            assert_eq!(outcome, Err(why.to_owned()));
        }
    }
}
