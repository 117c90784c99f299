//! All gates together.

use serde::Serialize;

use crate::gate::{Answer, Concern, GateKind, GateReport};

/// May it run?
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// In one word.
    pub word: Word,
    /// The gates that stand in the way.
    pub gates: Vec<&'static str>,
    /// The same for the change alone, wherever and whenever it runs: what a pull request can be asked to mend.
    pub change: Word,
}

/// A verdict in one word; where several apply, the later one here wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Word {
    /// Every gate passes.
    Ready,
    /// A person has still to say yes.
    ApprovalMissing,
    /// A risk gate says no.
    Refused,
    /// A gate could not tell, and that blocks here.
    Unknown,
    /// The facts do not fit each other.
    Integrity,
}

impl Verdict {
    /// Sums up what the gates say. Where the environment is not protected, a risk or approval gate that cannot tell does not block.
    pub fn of(gates: &[GateReport], protected: bool) -> Self {
        let words: Vec<(Word, &GateReport)> = gates.iter().map(|gate| (word(gate, protected), gate)).collect();
        let worst = |words: &mut dyn Iterator<Item = Word>| words.max().unwrap_or(Word::Ready);
        Self {
            word: worst(&mut words.iter().map(|(word, _)| *word)),
            gates: words.iter().filter(|(word, _)| *word != Word::Ready).map(|(_, gate)| gate.name).collect(),
            change: worst(&mut words.iter().filter(|(_, gate)| gate.concern == Concern::Change).map(|(word, _)| *word)),
        }
    }
}

/// What one gate alone would say.
pub(super) fn word(gate: &GateReport, protected: bool) -> Word {
    match (gate.answer, gate.kind) {
        _ if gate.overridden.is_some() && gate.kind == GateKind::Risk => Word::Ready,
        (Answer::Pass, _) => Word::Ready,
        (Answer::Fail, GateKind::Integrity) => Word::Integrity,
        (Answer::Fail, GateKind::Risk) => Word::Refused,
        (Answer::Fail, GateKind::Approval) => Word::ApprovalMissing,
        (Answer::Unknown, GateKind::Integrity) => Word::Unknown,
        (Answer::Unknown, _) if protected => Word::Unknown,
        (Answer::Unknown, _) => Word::Ready,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Gate;

    fn gate(kind: GateKind, answer: Answer) -> GateReport {
        GateReport::new(Gate::of_change("light", kind), answer, Vec::new())
    }

    #[test]
    fn integrity_wins_then_unknown_then_refused_then_missing_approval() {
        let kinds = [
            gate(GateKind::Approval, Answer::Fail),
            gate(GateKind::Risk, Answer::Fail),
            gate(GateKind::Risk, Answer::Unknown),
            gate(GateKind::Integrity, Answer::Fail),
        ];
        let words: Vec<Word> = (0..=kinds.len()).map(|end| Verdict::of(&kinds[..end], true).word).collect();
        assert_eq!(words, [Word::Ready, Word::ApprovalMissing, Word::Refused, Word::Unknown, Word::Integrity]);
    }

    #[test]
    fn unknown_is_never_pass_where_it_is_protected_and_integrity_must_be_known_anywhere() {
        for kind in [GateKind::Integrity, GateKind::Risk, GateKind::Approval] {
            assert_eq!(Verdict::of(&[gate(kind, Answer::Unknown)], true).word, Word::Unknown);
        }
        assert_eq!(Verdict::of(&[gate(GateKind::Integrity, Answer::Unknown)], false).word, Word::Unknown);
        assert_eq!(Verdict::of(&[gate(GateKind::Risk, Answer::Unknown)], false).word, Word::Ready);
    }

    #[test]
    fn an_override_opens_a_risk_and_nothing_else() {
        for (kind, expected) in
            [(GateKind::Risk, Word::Ready), (GateKind::Integrity, Word::Integrity), (GateKind::Approval, Word::ApprovalMissing)]
        {
            let opened = GateReport { overridden: Some("by somebody".to_owned()), ..gate(kind, Answer::Fail) };
            assert_eq!(Verdict::of(&[opened], true).word, expected);
        }
    }
}
