//! `mon-thu 09:00-16:00`.

use jiff::civil::Time;

use super::WeekWindow;

/// Reads weekdays and times: `mon-thu 09:00-16:00`, `mon,wed 9:00-12:30`, `sat-mon 22:00-02:00` (each night ends on the next day), `sun 00:00-24:00`.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse_window(text: &str) -> Result<WeekWindow, String> {
    let mut parts = text.split_whitespace();
    let (Some(days), Some(times), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!("`{text}` is no window: write the weekdays, then the times, as in `mon-thu 09:00-16:00`"));
    };
    let days = weekdays(days)?;
    let Some((from, to)) = times.split_once('-') else {
        return Err(format!("`{times}` is no span of time: write it as `09:00-16:00`"));
    };
    let (from, to) = (minutes(from)?, minutes(to)?);
    if from == to {
        return Err(format!("`{times}` begins and ends at the same time: a whole day is `00:00-24:00`"));
    }
    if from == DAY {
        return Err(format!("`{times}` begins where the day ends: write 00:00"));
    }
    Ok(WeekWindow { text: text.trim().to_owned(), days, from: time(from), to: time(to % DAY) })
}

/// Minutes in a day.
const DAY: u16 = 24 * 60;

const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// `mon`, `mon-thu`, `sat-mon`, `mon,wed-fri`.
fn weekdays(text: &str) -> Result<[bool; 7], String> {
    let mut days = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (weekday(first)?, weekday(last)?);
        let length = (last + 7 - first) % 7;
        for (day, set) in days.iter_mut().enumerate() {
            *set |= (day + 7 - first) % 7 <= length;
        }
    }
    Ok(days)
}

/// Counted from Monday.
fn weekday(text: &str) -> Result<usize, String> {
    let name = text.to_ascii_lowercase();
    let named = |full: &&str| *full == name || full.get(..3) == Some(&name);
    NAMES.iter().position(named).ok_or_else(|| format!("`{text}` is no weekday: they are mon, tue, wed, thu, fri, sat, sun"))
}

/// `09:00`, `9:00`, `24:00`, in minutes since midnight.
fn minutes(text: &str) -> Result<u16, String> {
    let digits = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        let right = lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        right.then(|| part.parse::<u16>().ok()).flatten()
    };
    let read = text.split_once(':').and_then(|(hour, minute)| Some((digits(hour, 1..=2)?, digits(minute, 2..=2)?)));
    match read {
        Some((hour, minute)) if hour < 24 && minute < 60 || (hour, minute) == (24, 0) => Ok(hour * 60 + minute),
        _ => Err(format!("`{text}` is no time of day: write it as `09:00`, up to `24:00`")),
    }
}

fn time(minutes: u16) -> Time {
    let part = |value: u16| i8::try_from(value).unwrap_or_default();
    Time::new(part(minutes / 60), part(minutes % 60), 0, 0).unwrap_or(Time::midnight())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let window = parse_window(text).unwrap();
        let days: String = window.days.iter().zip("MTWTFSS".chars()).map(|(set, day)| if *set { day } else { '-' }).collect();
        format!("{days} {} {}", window.from.strftime("%H:%M"), window.to.strftime("%H:%M"))
    }

    #[test]
    fn days_and_times() {
        assert_eq!(shown("mon-thu 09:00-16:00"), "MTWT--- 09:00 16:00");
        assert_eq!(shown("mon,wed 9:00-12:30"), "M-W---- 09:00 12:30");
        assert_eq!(shown("sat-mon 22:00-02:00"), "M----SS 22:00 02:00");
        assert_eq!(shown("Tuesday,thu-fri 10:00-24:00"), "-T-TF-- 10:00 00:00");
        assert_eq!(shown("  sun   00:00-24:00 "), "------S 00:00 00:00");
        assert_eq!(shown("mon-sun 00:00-24:00"), "MTWTFSS 00:00 00:00");
        assert_eq!(shown("sun-sat 00:00-24:00"), "MTWTFSS 00:00 00:00");
    }

    #[test]
    fn what_is_none_is_refused() {
        for text in [
            "",
            "mon",
            "09:00-16:00",
            "mon 09:00",
            "mon 09:00-16:00 tue",
            "mo 09:00-16:00",
            "mon- 09:00-16:00",
            "mon,,tue 09:00-16:00",
            "mon 25:00-26:00",
            "mon 09:60-10:00",
            "mon 24:30-01:00",
            "mon 09:00-09:00",
            "mon 24:00-02:00",
            "mon 9-16",
            "mon +9:00-16:00",
            "mon 09:00–16:00",
            "m\u{f6}n 09:00-16:00",
        ] {
            assert!(parse_window(text).is_err(), "{text}");
        }
        assert_eq!(parse_window("fry 09:00-16:00").unwrap_err(), "`fry` is no weekday: they are mon, tue, wed, thu, fri, sat, sun");
    }
}
