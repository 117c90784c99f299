//! What other programs print, made fit to be shown.

use std::borrow::Cow;

use regex::Regex;

use crate::edges::Environment;

/// Words in the name of a variable whose value is nobody's business.
const SECRET: [&str; 10] = ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "KEY", "CREDENTIAL", "DSN", "AUTH", "WEBHOOK"];

/// Values shorter than this are words of every day: hiding them would hide the output.
const SHORTEST: usize = 6;

/// The longest line that is kept, in characters.
const LONGEST_LINE: usize = 300;

/// What must not be shown of what programs print.
pub struct Redaction {
    /// Longest first, so that a secret that holds another goes as a whole.
    secrets: Vec<String>,
    credentials: Option<Regex>,
}

impl Redaction {
    /// The values of the variables whose names look secret, and the passwords in those that hold an address.
    pub fn of(environment: &dyn Environment) -> Self {
        let mut secrets = Vec::new();
        for name in environment.names() {
            let Some(value) = environment.variable(&name) else { continue };
            let upper = name.to_ascii_uppercase();
            if SECRET.iter().any(|word| upper.contains(word)) || upper == "PGPASS" {
                secrets.extend(value.lines().map(str::to_owned));
                secrets.push(value);
            } else if let Some(credentials) = credentials(&value) {
                // Programs print addresses whole and in parts.
                secrets.extend(credentials.split_once(':').map(|(_, password)| password.to_owned()));
                secrets.push(value.clone());
            }
        }
        secrets.retain(|secret| secret.trim().len() >= SHORTEST);
        secrets.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        secrets.dedup();
        Self { secrets, credentials: Regex::new(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)[^\s/@]*@").ok() }
    }

    /// The text with `***` for each secret and for user and password of each address in it.
    pub fn apply<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut text = Cow::Borrowed(text);
        for secret in &self.secrets {
            if text.contains(secret.as_str()) {
                text = Cow::Owned(text.replace(secret.as_str(), "***"));
            }
        }
        match &self.credentials {
            Some(pattern) if pattern.is_match(&text) => Cow::Owned(pattern.replace_all(&text, "${scheme}***@").into_owned()),
            _ => text,
        }
    }

    /// The last lines that say something, without secrets, control characters and colours.
    pub fn last_lines(&self, printed: &[u8], lines: usize) -> Vec<String> {
        let text = without_colours(&String::from_utf8_lossy(printed));
        let text = self.apply(&text).into_owned();
        let mut last: Vec<String> = text.lines().rev().map(clean).filter(|line| !line.is_empty()).take(lines).collect();
        last.reverse();
        last
    }
}

/// `user:password` of an address.
fn credentials(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("://")?;
    Some(rest.rsplit_once('@')?.0)
}

/// Without escape sequences, so that a secret is found that a program printed in two colours.
fn without_colours(text: &str) -> String {
    Regex::new("\u{1b}(\\[[0-9;?]*[ -/]*[@-~]|\\][^\u{7}\u{1b}]*(\u{7}|\u{1b}\\\\)|.)")
        .map_or_else(|_| text.to_owned(), |pattern| pattern.replace_all(text, "").into_owned())
}

fn clean(line: &str) -> String {
    // What a terminal would show after a progress bar went back to the start of the line.
    let line = line.rsplit('\r').find(|part| !part.trim().is_empty()).unwrap_or_default();
    let shown: String =
        line.chars().map(|character| if character == '\t' { ' ' } else { character }).filter(|character| !is_unfit(*character)).collect();
    let shown = shown.trim_end();
    match shown.char_indices().nth(LONGEST_LINE) {
        Some((cut, _)) => format!("{}…", shown.get(..cut).unwrap_or_default()),
        None => shown.to_owned(),
    }
}

/// Controls, and what turns the direction of a text.
fn is_unfit(character: char) -> bool {
    character.is_control() || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::outside::Variables;

    fn redaction() -> Redaction {
        Redaction::of(&Variables::of(&[
            ("GITHUB_TOKEN", "ghp_0123456789"),
            ("API_KEY", "1"),
            ("PRIVATE_KEY", "-----BEGIN-----\nabcdefgh\n-----END-----"),
            ("DATABASE_URL", "postgres://shop:hunter22@db/shop"),
            ("HOME", "/home/anna"),
        ]))
    }

    #[test]
    fn secrets_are_hidden() {
        let redaction = redaction();
        assert_eq!(redaction.apply("token ghp_0123456789, key 1, /home/anna"), "token ***, key 1, /home/anna");
        assert_eq!(redaction.apply("postgres://shop:hunter22@db/shop failed: hunter22"), "*** failed: ***");
        assert_eq!(redaction.apply("https://bot:x@example.com/ and mail@example.com"), "https://***@example.com/ and mail@example.com");
        assert_eq!(redaction.apply("line abcdefgh"), "line ***");
    }

    #[test]
    fn lines_are_fit_for_a_terminal() {
        let redaction = redaction();
        let printed = b"first\n\n\x1b[31mghp_01\x1b[0m23456789\x07\n10 %\r20 %\r\n\xff last\t\x1b]0;title\x07one\n";
        assert_eq!(redaction.last_lines(printed, 3), ["***", "20 %", "\u{fffd} last one"]);
        let long = "x".repeat(1000);
        assert_eq!(redaction.last_lines(long.as_bytes(), 3)[0].chars().count(), LONGEST_LINE + 1);
        assert!(redaction.last_lines(b"\n \n", 3).is_empty());
    }
}
