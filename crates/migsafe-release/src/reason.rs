//! Reasons that people give.

use std::collections::BTreeSet;

/// Letters that the words of a reason must have together.
const LETTERS: usize = 12;

/// Different words that a reason must have.
const WORDS: usize = 2;

/// What people write so that something is written.
const FILLERS: [&str; 34] = [
    "abc",
    "asdf",
    "bar",
    "baz",
    "bla",
    "blah",
    "because",
    "bypass",
    "cause",
    "dummy",
    "fixme",
    "foo",
    "force",
    "hello",
    "idk",
    "ignore",
    "ipsum",
    "lol",
    "lorem",
    "na",
    "none",
    "nope",
    "ok",
    "okay",
    "placeholder",
    "please",
    "qwer",
    "qwerty",
    "reason",
    "temp",
    "test",
    "testing",
    "todo",
    "yes",
];

/// The rows of a keyboard, along which a finger slides.
const ROWS: [&str; 4] = ["qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop"];

/// Whether a text says why.
///
/// # Errors
/// It does not; what a reason should say.
pub fn check(text: &str) -> Result<(), String> {
    let words = words(text);
    let letters: usize = words.iter().map(|word| weight(word)).sum();
    if words.len() >= WORDS && letters >= LETTERS {
        return Ok(());
    }
    let given = text.trim();
    let given = if given.is_empty() { "no reason is given".to_owned() } else { format!("`{given}` is no reason") };
    Err(format!(
        "{given}: say in a sentence why this may be done, and how you know (for instance \"nothing has read users.legacy since 4.2, see the query statistics of March\")"
    ))
}

/// The different words of a text that mean something, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let mut words = BTreeSet::new();
    for run in lower.split(|letter: char| !letter.is_alphabetic()) {
        if run.chars().any(is_word_by_itself) {
            words.extend(run.chars().map(String::from));
        } else if run.chars().nth(1).is_some() && !is_filler(run) {
            words.insert(run.to_owned());
        }
    }
    words
}

/// Chinese and Japanese are written without space between words, and one sign says about as much as three letters.
const fn is_word_by_itself(letter: char) -> bool {
    matches!(letter, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn weight(word: &str) -> usize {
    word.chars().map(|letter| if is_word_by_itself(letter) { 3 } else { 1 }).sum()
}

fn is_filler(word: &str) -> bool {
    const SLIDE: usize = 4;
    let letters: Vec<char> = word.chars().collect();
    let unit = (1..=letters.len()).find(|length| letters.iter().enumerate().all(|(at, letter)| letters.get(at % length) == Some(letter)));
    let unit: String = letters.iter().take(unit.unwrap_or_default()).collect();
    // `xxxx`, `abab`; and `testtest` is `test`.
    let repeated = unit.len() < word.len() && unit.chars().count() < SLIDE;
    let slid = unit.chars().count() >= SLIDE && ROWS.iter().any(|row| row.contains(&unit) || reversed(row).contains(&unit));
    repeated || slid || FILLERS.contains(&unit.as_str())
}

fn reversed(word: &str) -> String {
    word.chars().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_refused() {
        let empty = [
            "",
            "   ",
            "ok",
            "OK!",
            "asdf",
            "test",
            "x x x",
            "test test test test test",
            "asdfasdf qwertyqwerty",
            "aaaaaaaaaaaaaaaa bbbbbbbb",
            "because because because",
            "reason: testing testing",
            "the the the the the the",
            "unused",
            "abcabcabcabcabc xyzxyzxyzxyz",
            "12345 67890 12345",
            "lorem ipsum lorem ipsum",
            "todo fixme todo",
            "-- — !!",
            "a b c d e f g h i j k l m n",
            "no longer",
            "unusedcolumnsincemarch",
            "lkjhgfdsa poiuytrewq",
            "删除",
        ];
        for text in empty {
            let error = check(text).expect_err(text);
            assert!(error.contains("say in a sentence"), "{error}");
        }
    }

    #[test]
    fn what_says_why_is_accepted() {
        let said = [
            "nothing reads it since 4.2",
            "Spalte seit März unbenutzt",
            "TICKET-123: column replaced by full_name, backfilled in 4.1",
            "seit 4.2 nicht mehr gelesen",
            "столбец больше не читается",
            "该列自四月起已不再使用",
            "test data only, the table is empty in production",
            "OK by the data team: legacy import is gone",
        ];
        for text in said {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }
}
