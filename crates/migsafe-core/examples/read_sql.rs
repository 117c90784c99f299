//! Reads every `.sql` file below the folders given and prints what was not understood.
//!
//! `cargo run -p migsafe-core --example read_sql -- [--breakpoints] [--dump] FOLDER…`

use std::sync::Arc;

use migsafe_core::source::{Cut, Script};
use migsafe_core::sql;

fn main() {
    let (options, folders): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let dump = options.iter().any(|option| option == "--dump");
    let (mut files, mut bytes, mut statements, mut unread) = (0_usize, 0_usize, 0_usize, 0_usize);
    let begun = std::time::Instant::now();
    for folder in folders {
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok) {
            let path = entry.path().display().to_string();
            let Some(text) = entry
                .path()
                .extension()
                .is_some_and(|extension| extension == "sql")
                .then(|| std::fs::read_to_string(entry.path()).ok())
                .flatten()
            else {
                continue;
            };
            let cut = if text.contains("--> statement-breakpoint") { Cut::Breakpoints } else { Cut::Whole };
            let text: Arc<str> = text.into();
            files += 1;
            bytes += text.len();
            let script = Script { path: path.clone().into(), text: Arc::clone(&text), range: None, cut, ..Script::default() };
            for statement in sql::read(&script) {
                statements += 1;
                if dump {
                    let operations: Vec<_> =
                        statement.operations.iter().map(|located| serde_json::to_value(located).unwrap_or_default()).collect();
                    let line = serde_json::json!({ "path": path, "line": statement.line, "start": statement.span.start, "sql": statement.span.of(&text),
                        "understood": statement.is_understood(), "operations": operations });
                    println!("{line}");
                    continue;
                }
                if let Some(part) = statement.not_understood.first() {
                    unread += 1;
                    let words = part.span.of(&text).split_ascii_whitespace().take(24).collect::<Vec<_>>().join(" ");
                    println!("{path}:{}: {}\n    {words}", statement.line, part.why);
                }
            }
        }
    }
    eprintln!("{files} files, {bytes} bytes, {statements} statements, {unread} not understood, {:?}", begun.elapsed());
}
