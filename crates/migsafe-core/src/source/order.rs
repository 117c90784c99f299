//! The order of names in which numbers count as numbers.

use std::cmp::Ordering;

/// Compares names so that `2_b` stands before `10_a`; names that differ in leading zeros or not at all in that sense compare by bytes.
pub(super) fn natural(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left, right);
    loop {
        let (number_a, rest_a) = take(a, true);
        let (number_b, rest_b) = take(b, true);
        match compare_numbers(number_a, number_b) {
            Ordering::Equal => {}
            other if !number_a.is_empty() && !number_b.is_empty() => return other,
            _ => return a.cmp(b).then_with(|| left.cmp(right)),
        }
        let (text_a, after_a) = take(rest_a, false);
        let (text_b, after_b) = take(rest_b, false);
        match text_a.cmp(text_b) {
            Ordering::Equal if after_a.is_empty() && after_b.is_empty() => return left.cmp(right),
            Ordering::Equal => (a, b) = (after_a, after_b),
            other => return other,
        }
    }
}

fn take(text: &str, digits: bool) -> (&str, &str) {
    let end = text.bytes().position(|byte| byte.is_ascii_digit() != digits).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

fn compare_numbers(left: &str, right: &str) -> Ordering {
    let (a, b) = (left.trim_start_matches('0'), right.trim_start_matches('0'));
    if left.is_empty() != right.is_empty() {
        return left.len().cmp(&right.len());
    }
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::natural;

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_by(|a, b| natural(a, b));
        names
    }

    #[test]
    fn numbers_compare_as_numbers() {
        assert_eq!(sorted(vec!["10_a", "2_b", "1_c", "x", "02_a"]), ["1_c", "02_a", "2_b", "10_a", "x"]);
        assert_eq!(sorted(vec!["V1_10__a", "V1_9__b", "V1__c"]), ["V1_9__b", "V1_10__a", "V1__c"]);
        assert_eq!(sorted(vec!["99999999999999999999999_b", "100000000000000000000000_a"]).first(), Some(&"99999999999999999999999_b"));
    }

    #[test]
    fn the_order_is_total() {
        let names = ["", "a", "0", "00", "1a", "a1", "a01", "1", "01a", "ä", "1ä2", "1ä10", "é", "_", "1_"];
        for a in names {
            assert_eq!(natural(a, a), std::cmp::Ordering::Equal);
            for b in names {
                assert_eq!(natural(a, b), natural(b, a).reverse(), "{a} {b}");
                for c in names {
                    if natural(a, b).is_le() && natural(b, c).is_le() {
                        assert!(natural(a, c).is_le(), "{a} {b} {c}");
                    }
                }
            }
        }
    }
}
