//! Colour only where it is welcome.

use crate::harness::Playground;

fn coloured(arguments: &[&str], variables: &[(&str, &str)]) -> bool {
    let playground = Playground::with_sql(&[("0001_x.sql", "DROP TABLE t;\n")]);
    let run = playground.run_with(arguments, variables);
    assert_eq!(run.code, 1, "{}", run.err);
    run.out.contains('\u{1b}')
}

#[test]
fn pipes_get_none() {
    assert!(!coloured(&["check"], &[]));
    assert!(!coloured(&["check"], &[("TERM", "xterm-256color")]));
}

#[test]
fn the_flag_wins() {
    assert!(coloured(&["check", "--color", "always"], &[]));
    assert!(coloured(&["--color=always", "check"], &[("NO_COLOR", "1"), ("TERM", "dumb")]));
    assert!(!coloured(&["check", "--color", "never"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn the_environment_is_heard() {
    assert!(coloured(&["check"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&["check"], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn colour_and_width_change_no_word() {
    let playground = Playground::with_sql(&[("0001_x.sql", "ALTER TABLE users DROP COLUMN legacy;\n")]);
    let plain = playground.run(&["check"]).out;
    let coloured = playground.run(&["check", "--color", "always"]).out;
    let stripped: String = coloured
        .split('\u{1b}')
        .enumerate()
        .map(|(at, part)| if at == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) })
        .collect();
    assert_eq!(stripped, plain);
    let narrow = playground.run_with(&["check"], &[("COLUMNS", "50")]).out;
    let words =
        |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&narrow), words(&plain));
}
