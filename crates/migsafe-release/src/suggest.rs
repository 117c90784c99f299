//! The nearest name to a misspelt one.

/// The candidate that needs the fewest edits, if it is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 6);
    let close = |candidate: &'a str| (distance(word, candidate), candidate);
    let contains = |candidate: &str| word.len() > 3 && (candidate.contains(word) || word.contains(candidate));
    candidates
        .into_iter()
        .map(close)
        .filter(|(distance, candidate)| *distance <= limit || contains(candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// `; did you mean …?`, or nothing.
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    nearest(word, candidates).map(|near| format!("did you mean `{near}`?")).unwrap_or_default()
}

/// Insertions, removals and replacements between two words.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.chars().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        let mut next = vec![before];
        for (b, above) in right.iter().zip(row.iter().skip(1)) {
            let here = (diagonal + usize::from(a != *b)).min(before + 1).min(above + 1);
            diagonal = *above;
            before = here;
            next.push(here);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn the_nearest_is_near() {
        let rules = ["drop-column", "drop-table", "rename-column"];
        assert_eq!(nearest("drop-colum", rules), Some("drop-column"));
        assert_eq!(nearest("dropcolumn", rules), Some("drop-column"));
        assert_eq!(nearest("rename", rules), Some("rename-column"));
        assert_eq!(nearest("x", rules), None);
        assert_eq!(nearest("something-else", rules), None);
    }
}
