//! Whether it may be applied at this hour.

use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan as _, ZonedDateTime};
use migsafe_core::Light;

use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::policy::{WeekWindow, Windows};

const GATE: Gate = Gate::of_moment("window", GateKind::Risk);

/// So far back may the clock stand behind the newest record: other machines write records too, and no two clocks are the same.
const SKEW_SECONDS: i64 = 60;

/// So many days are looked through for the next opening.
const LOOK_AHEAD: usize = 800;

/// Whether now lies in a window of each set, on no frozen day, on no holiday and not on the day before one. `newest` is when the newest record of the ledger was written.
///
/// Times are those of a set's zone. Of an hour that a clock shows twice, a window begins with the second and ends with the first; a time that a clock skips is the moment of the skip.
pub fn windows(sets: &[Windows], light: Light, now: Timestamp, newest: Option<Timestamp>) -> GateReport {
    if let Some(newest) = newest
        && now.as_second().saturating_add(SKEW_SECONDS) < newest.as_second()
    {
        let seen = format!("the clock says {}, before the newest record of the ledger ({})", seconds(now), seconds(newest));
        return GateReport::unknown(GATE, seen).next("set the clock of this machine");
    }
    let mut calendars = Vec::new();
    for windows in sets {
        let Ok(zone) = TimeZone::get(&windows.tz) else {
            return GateReport::unknown(GATE, format!("there is no time zone {}", shown(&windows.tz)))
                .next("write `tz` of the policy's windows as the IANA database names it, as in Europe/Berlin");
        };
        let narrow = light == Light::Red && !windows.red.is_empty();
        let open = if narrow { &windows.red } else { &windows.allow };
        calendars.push(Calendar { windows, open, narrow, zone });
    }
    let Some(first) = calendars.iter().find(|calendar| calendar.open_at(now).is_none()).or(calendars.first()) else {
        return GateReport::idle(GATE, "no windows are configured");
    };
    let evidence: Vec<String> = calendars.iter().map(|calendar| calendar.evidence(now)).collect();
    if first.open_at(now).is_some() {
        return GateReport::new(GATE, Answer::Pass, evidence);
    }
    let mut report = GateReport::new(GATE, Answer::Fail, evidence);
    match next_opening(&calendars, now) {
        Some(opening) => {
            let opening = first.shown(opening, now);
            report.evidence.push(format!("the next window opens {opening}"));
            report.next(format!("wait until {opening} ({})", first.windows.tz))
        }
        None => report.next(format!("no window opens within {LOOK_AHEAD} days: mend `windows` in the policy")),
    }
}

/// The first moment after now at which all are open.
fn next_opening(calendars: &[Calendar<'_>], now: Timestamp) -> Option<Timestamp> {
    let mut moment = now;
    for _ in 0..LOOK_AHEAD {
        let Some(closed) = calendars.iter().find(|calendar| calendar.open_at(moment).is_none()) else { return Some(moment) };
        moment = closed.next_opening(moment)?;
    }
    None
}

/// The windows that count, in their zone.
struct Calendar<'a> {
    windows: &'a Windows,
    open: &'a [WeekWindow],
    narrow: bool,
    zone: TimeZone,
}

/// A stretch of one day in which it may be applied: from, and up to but not including.
type Stretch = (Timestamp, Timestamp);

impl Calendar<'_> {
    fn here(&self, moment: Timestamp) -> ZonedDateTime {
        moment.to_zoned_datetime(self.zone.clone())
    }

    /// Up to when it is open without a break within the day; nothing where it is closed.
    fn open_at(&self, moment: Timestamp) -> Option<Timestamp> {
        let open = |(from, to): &Stretch| *from <= moment && moment < *to;
        self.stretches(self.here(moment).date()).into_iter().find(open).map(|(_, to)| to)
    }

    fn evidence(&self, now: Timestamp) -> String {
        let here = self.here(now);
        let it_is = format!("it is {} in {}", here.strftime("%a %-d %b %H:%M"), self.windows.tz);
        if let Some(to) = self.open_at(now) {
            return self.open_until(&it_is, to, &here);
        }
        let why = self.blocked(here.date()).unwrap_or_else(|| {
            let which = if self.narrow { "the windows for red" } else { "the windows" };
            let all: Vec<&str> = self.open.iter().map(|window| window.text.as_str()).collect();
            format!("outside {which} ({})", all.join(", "))
        });
        format!("{it_is}: {why}")
    }

    /// A moment in this zone; its year where that is another than now.
    fn shown(&self, moment: Timestamp, now: Timestamp) -> String {
        let (moment, now) = (self.here(moment), self.here(now));
        let form = if moment.year() == now.year() { "%a %-d %b %H:%M" } else { "%a %-d %b %Y %H:%M" };
        moment.strftime(form).to_string()
    }

    fn open_until(&self, it_is: &str, to: Timestamp, here: &ZonedDateTime) -> String {
        if self.open.is_empty() {
            return format!("{it_is}, no frozen day and not before a holiday");
        }
        let mut end = to;
        for days in 1..=8 {
            let Ok(day) = here.date().checked_add(days.days()) else { break };
            let Some((_, later)) = self.stretches(day).into_iter().find(|(from, to)| *from <= end && end < *to) else { break };
            end = later;
        }
        let end = end.to_zoned_datetime(self.zone.clone());
        let form = if end.date() == here.date() { "%H:%M" } else { "%a %-d %b %H:%M" };
        format!("{it_is}: the window is open until {}", end.strftime(form))
    }

    fn next_opening(&self, after: Timestamp) -> Option<Timestamp> {
        let days = std::iter::successors(Some(self.here(after).date()), |day| day.tomorrow().ok()).take(LOOK_AHEAD);
        days.flat_map(|day| self.stretches(day)).map(|(from, _)| from).find(|from| *from > after)
    }

    /// The stretches of a day, in order.
    fn stretches(&self, day: Date) -> Vec<Stretch> {
        if self.blocked(day).is_some() {
            return Vec::new();
        }
        let Some(tomorrow) = day.tomorrow().ok() else { return Vec::new() };
        let (Some(begin), Some(end)) = (self.first_moment(day), self.first_moment(tomorrow)) else { return Vec::new() };
        if self.open.is_empty() {
            return vec![(begin, end)];
        }
        let mut stretches: Vec<Stretch> = Vec::new();
        for window in self.open {
            // A window over midnight reaches into this day from the one before.
            for started in [day.yesterday().ok(), Some(day)].into_iter().flatten() {
                if let Some((from, to)) = self.span(window, started) {
                    let (from, to) = (from.max(begin), to.min(end));
                    if from < to {
                        stretches.push((from, to));
                    }
                }
            }
        }
        stretches.sort_unstable();
        stretches
    }

    /// When a window that starts on a day begins and ends; nothing where it does not start then.
    fn span(&self, window: &WeekWindow, day: Date) -> Option<Stretch> {
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).ok()?;
        if !*window.days.get(weekday)? {
            return None;
        }
        let last = if window.to > window.from { day } else { day.tomorrow().ok()? };
        Some((self.moment(day, window.from, Twice::Second)?, self.moment(last, window.to, Twice::First)?))
    }

    fn first_moment(&self, day: Date) -> Option<Timestamp> {
        self.moment(day, Time::midnight(), Twice::First)
    }

    fn moment(&self, day: Date, time: Time, twice: Twice) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(day.to_datetime(time));
        match (ambiguous.offset(), twice) {
            // The skip is the next change of the zone's offset after the time as it would be had the clock been set already.
            (AmbiguousOffset::Gap { .. }, _) => {
                let before = ambiguous.earlier().ok()?;
                self.zone.following(before).next().map(|change| change.timestamp())
            }
            (_, Twice::First) => ambiguous.earlier().ok(),
            (_, Twice::Second) => ambiguous.later().ok(),
        }
    }

    /// Why nothing is applied on a day.
    fn blocked(&self, day: Date) -> Option<String> {
        let frozen = self.windows.freeze.iter().find(|freeze| freeze.from <= day && day <= freeze.to);
        if let Some(freeze) = frozen {
            let reason = if freeze.reason.is_empty() { String::new() } else { format!(" ({})", shown(&freeze.reason)) };
            return Some(format!("frozen from {} to {}{reason}", freeze.from, freeze.to));
        }
        if self.windows.holidays.contains(&day) {
            return Some(format!("{day} is a holiday"));
        }
        let tomorrow = day.tomorrow().ok()?;
        self.windows.holidays.contains(&tomorrow).then(|| format!("tomorrow, {tomorrow}, is a holiday"))
    }
}

/// Which one of a time that a clock shows twice.
#[derive(Clone, Copy)]
enum Twice {
    First,
    Second,
}

fn seconds(timestamp: Timestamp) -> String {
    timestamp.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// The text without control characters.
fn shown(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Freeze, parse_window};

    fn policy(tz: &str, allow: &[&str], red: &[&str]) -> Windows {
        let all = |texts: &[&str]| texts.iter().map(|text| parse_window(text).unwrap()).collect();
        Windows { tz: tz.to_owned(), allow: all(allow), red: all(red), freeze: Vec::new(), holidays: Vec::new() }
    }

    fn at(policy: &Windows, now: &str) -> GateReport {
        windows(std::slice::from_ref(policy), Light::Green, now.parse().unwrap(), None)
    }

    fn said(policy: &Windows, now: &str) -> String {
        let report = at(policy, now);
        format!("{:?}: {}", report.answer, report.evidence.join("; "))
    }

    #[test]
    fn the_evidence_says_when_it_is_and_when_it_opens() {
        let berlin = policy("Europe/Berlin", &["mon-thu 09:00-16:00"], &[]);
        assert_eq!(
            said(&berlin, "2026-11-27T13:05:00Z"),
            "Fail: it is Fri 27 Nov 14:05 in Europe/Berlin: outside the windows (mon-thu 09:00-16:00); the next window opens Mon 30 Nov 09:00"
        );
        assert_eq!(at(&berlin, "2026-11-27T13:05:00Z").next, ["wait until Mon 30 Nov 09:00 (Europe/Berlin)"]);
        assert_eq!(said(&berlin, "2026-11-26T08:00:00Z"), "Pass: it is Thu 26 Nov 09:00 in Europe/Berlin: the window is open until 16:00");
        assert!(said(&berlin, "2026-11-26T07:59:59Z").ends_with("the next window opens Thu 26 Nov 09:00"));
        assert!(said(&berlin, "2026-11-26T15:00:00Z").starts_with("Fail"));
        // In summer the same hour is another moment.
        assert!(said(&berlin, "2026-07-16T07:00:00Z").starts_with("Pass: it is Thu 16 Jul 09:00"));
    }

    #[test]
    fn a_window_over_midnight_belongs_to_the_day_it_starts_on() {
        let night = policy("UTC", &["fri 22:00-02:00"], &[]);
        assert_eq!(said(&night, "2026-11-27T23:00:00Z"), "Pass: it is Fri 27 Nov 23:00 in UTC: the window is open until Sat 28 Nov 02:00");
        assert_eq!(said(&night, "2026-11-28T01:59:00Z"), "Pass: it is Sat 28 Nov 01:59 in UTC: the window is open until 02:00");
        assert!(said(&night, "2026-11-28T02:00:00Z").starts_with("Fail"));
        assert!(said(&night, "2026-11-27T01:00:00Z").starts_with("Fail"), "the night from Thursday");
        let whole = policy("UTC", &["sat 00:00-24:00"], &[]);
        assert!(said(&whole, "2026-11-28T23:59:59Z").starts_with("Pass") && said(&whole, "2026-11-29T00:00:00Z").starts_with("Fail"));
    }

    #[test]
    fn a_skipped_time_is_the_moment_of_the_skip() {
        // Berlin, 29 March 2026: 02:00 is followed by 03:00, at 01:00 UTC.
        let from = policy("Europe/Berlin", &["sun 02:30-05:00"], &[]);
        assert!(said(&from, "2026-03-29T00:59:59Z").starts_with("Fail") && said(&from, "2026-03-29T01:00:00Z").starts_with("Pass"));
        let to = policy("Europe/Berlin", &["sun 01:00-02:30"], &[]);
        assert!(said(&to, "2026-03-29T00:59:59Z").starts_with("Pass") && said(&to, "2026-03-29T01:00:00Z").starts_with("Fail"));
    }

    #[test]
    fn of_a_repeated_hour_the_narrower_reading_counts() {
        // Berlin, 25 October 2026: 03:00 is followed by 02:00, at 01:00 UTC.
        let from = policy("Europe/Berlin", &["sun 02:30-05:00"], &[]);
        assert!(said(&from, "2026-10-25T00:45:00Z").starts_with("Fail"), "the first 02:45");
        assert!(said(&from, "2026-10-25T01:15:00Z").starts_with("Fail"), "the second 02:15");
        assert!(said(&from, "2026-10-25T01:30:00Z").starts_with("Pass"), "the second 02:30");
        let to = policy("Europe/Berlin", &["sun 01:00-02:30"], &[]);
        assert!(said(&to, "2026-10-25T00:29:59Z").starts_with("Pass"), "the first 02:29");
        assert!(said(&to, "2026-10-25T00:30:00Z").starts_with("Fail"), "the first 02:30");
        assert!(said(&to, "2026-10-25T01:10:00Z").starts_with("Fail"), "the second 02:10");
    }

    #[test]
    fn frozen_days_are_whole_and_inclusive() {
        let mut policy = policy("Europe/Berlin", &["mon-fri 00:00-24:00"], &[]);
        let freeze = Freeze { from: "2026-12-18".parse().unwrap(), to: "2027-01-04".parse().unwrap(), reason: "year end".to_owned() };
        policy.freeze.push(freeze);
        assert!(said(&policy, "2026-12-17T22:59:59Z").starts_with("Pass"), "still the 17th in Berlin");
        assert_eq!(
            said(&policy, "2026-12-17T23:00:00Z"),
            "Fail: it is Fri 18 Dec 00:00 in Europe/Berlin: frozen from 2026-12-18 to 2027-01-04 (year end); the next window opens Tue 5 Jan 2027 00:00"
        );
        assert!(said(&policy, "2027-01-04T22:59:59Z").starts_with("Fail") && said(&policy, "2027-01-04T23:00:00Z").starts_with("Pass"));
    }

    #[test]
    fn nothing_on_a_holiday_nor_the_day_before() {
        let mut policy = policy("UTC", &[], &[]);
        policy.holidays.push("2026-12-25".parse().unwrap());
        assert_eq!(said(&policy, "2026-12-23T12:00:00Z"), "Pass: it is Wed 23 Dec 12:00 in UTC, no frozen day and not before a holiday");
        assert!(
            said(&policy, "2026-12-24T12:00:00Z").contains("tomorrow, 2026-12-25, is a holiday; the next window opens Sat 26 Dec 00:00")
        );
        assert!(said(&policy, "2026-12-25T12:00:00Z").contains("2026-12-25 is a holiday"));
        // The night before reaches into the blocked day, and is cut there.
        policy.allow = vec![parse_window("wed 22:00-04:00").unwrap()];
        assert_eq!(said(&policy, "2026-12-23T23:00:00Z"), "Pass: it is Wed 23 Dec 23:00 in UTC: the window is open until Thu 24 Dec 00:00");
        assert!(said(&policy, "2026-12-24T01:00:00Z").starts_with("Fail"));
    }

    #[test]
    fn red_has_narrower_windows() {
        let both = policy("UTC", &["mon-thu 09:00-16:00"], &["tue-wed 09:00-12:00"]);
        let ask = |light| windows(std::slice::from_ref(&both), light, "2026-11-26T10:00:00Z".parse().unwrap(), None);
        assert_eq!(ask(Light::Yellow).answer, Answer::Pass);
        assert_eq!(ask(Light::Red).answer, Answer::Fail);
        assert_eq!(ask(Light::Red).evidence.last().unwrap(), "the next window opens Tue 1 Dec 09:00");
        assert!(ask(Light::Red).evidence[0].ends_with("outside the windows for red (tue-wed 09:00-12:00)"));
    }

    #[test]
    fn each_set_must_allow_it() {
        let sets = [policy("Europe/Berlin", &["mon-thu 09:00-16:00"], &[]), policy("America/New_York", &["wed-fri 09:00-12:00"], &[])];
        let ask = |now: &str| windows(&sets, Light::Green, now.parse().unwrap(), None);
        assert_eq!(ask("2026-11-25T14:30:00Z").answer, Answer::Pass);
        let report = ask("2026-11-26T10:00:00Z");
        assert_eq!(
            report.evidence,
            [
                "it is Thu 26 Nov 11:00 in Europe/Berlin: the window is open until 16:00",
                "it is Thu 26 Nov 05:00 in America/New_York: outside the windows (wed-fri 09:00-12:00)",
                "the next window opens Thu 26 Nov 09:00",
            ]
        );
        assert_eq!(report.next, ["wait until Thu 26 Nov 09:00 (America/New_York)"]);
        // Berlin closes before New York opens: only the next Wednesday has both.
        assert_eq!(ask("2026-11-26T15:00:00Z").next, ["wait until Wed 2 Dec 15:00 (Europe/Berlin)"]);
    }

    #[test]
    fn what_cannot_be_told_is_unknown() {
        assert_eq!(at(&policy("Europe/Berln", &[], &[]), "2026-11-26T10:00:00Z").answer, Answer::Unknown);
        let now: Timestamp = "2026-11-26T10:00:00Z".parse().unwrap();
        let back = |newest: &str| windows(&[], Light::Green, now, Some(newest.parse().unwrap())).answer;
        assert_eq!(back("2026-11-26T10:01:01Z"), Answer::Unknown);
        assert_eq!(back("2026-11-26T10:01:00Z"), Answer::Pass);
        let never = policy("UTC", &["sun 10:00-11:00"], &[]);
        let mut never = Windows { freeze: Vec::new(), ..never };
        never.freeze.push(Freeze { from: "2026-01-01".parse().unwrap(), to: "2036-01-01".parse().unwrap(), reason: String::new() });
        assert!(at(&never, "2026-11-26T10:00:00Z").next[0].starts_with("no window opens within"));
    }
}
