//! When it may be applied.

use jiff::civil::Date;
use toml::Spanned;

use super::Reader;
use super::raw::{Text, Windows as Written};
use super::values::words;
use crate::policy::week::Week;

use crate::policy::{Freeze, PolicyFault, WeekWindow, Windows, parse_window};
use crate::suggest::did_you_mean;

impl Reader {
    pub(super) fn windows(&mut self, written: &Spanned<Written>) -> Result<Windows, PolicyFault> {
        let Written { tz, allow, red, freeze, holidays } = written.get_ref();
        let tz = time_zone(tz)?;
        let windows = Windows {
            tz,
            allow: self.week_windows(allow)?,
            red: self.week_windows(red)?,
            freeze: freeze.iter().map(read_freeze).collect::<Result<_, _>>()?,
            holidays: holidays.iter().map(date).collect::<Result<_, _>>()?,
        };
        if allow.is_empty() && red.is_empty() && freeze.is_empty() && holidays.is_empty() {
            self.warn(
                PolicyFault::new(written.span(), "these windows forbid nothing").help("for instance: allow = [\"mon-thu 09:00-16:00\"]"),
            );
        }
        let open = Week::of(&windows.allow);
        for (text, window) in red.iter().zip(&windows.red) {
            let week = Week::of(std::slice::from_ref(window));
            if !week.is_within(&open) {
                let fault = PolicyFault::new(text.span(), "this window for red is open when `allow` is closed");
                return Err(fault.label("red may do less, not more").help("a window for red lies within those of `allow`"));
            }
        }
        for (index, holiday) in holidays.iter().enumerate() {
            if windows.holidays.iter().take(index).any(|earlier| windows.holidays.get(index) == Some(earlier)) {
                self.warn(PolicyFault::new(holiday.span(), "listed twice"));
            }
        }
        Ok(windows)
    }

    /// Windows, each of which opens something that no earlier one does.
    fn week_windows(&mut self, written: &[Text]) -> Result<Vec<WeekWindow>, PolicyFault> {
        let mut windows: Vec<WeekWindow> = Vec::new();
        for text in written {
            let window = parse_window(text.get_ref()).map_err(|message| PolicyFault::new(text.span(), message))?;
            if !windows.is_empty() && Week::of(std::slice::from_ref(&window)).is_within(&Week::of(&windows)) {
                self.warn(PolicyFault::new(text.span(), "this window says nothing").label("those before it are open all that time"));
            }
            windows.push(window);
        }
        Ok(windows)
    }
}

/// The time zone by its name in the tz database.
fn time_zone(text: &Text) -> Result<String, PolicyFault> {
    let name = text.get_ref();
    if let Ok(zone) = jiff::tz::TimeZone::get(name) {
        return Ok(zone.iana_name().unwrap_or(name).to_owned());
    }
    let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    let near = did_you_mean(name, known.iter().map(String::as_str));
    let help =
        if near.is_empty() { "a name of the tz database: \"Europe/Berlin\", \"America/New_York\", \"UTC\"".to_owned() } else { near };
    Err(PolicyFault::new(text.span(), format!("there is no time zone `{name}`")).help(help))
}

fn read_freeze(written: &Spanned<super::raw::Freeze>) -> Result<Freeze, PolicyFault> {
    let freeze = written.get_ref();
    let (from, to) = (date(&freeze.from)?, date(&freeze.to)?);
    if from > to {
        let fault = PolicyFault::new(freeze.to.span(), format!("this freeze ends before it begins on {from}"));
        return Err(fault.help("both days are part of it"));
    }
    Ok(Freeze { from, to, reason: words(&freeze.reason)? })
}

fn date(text: &Text) -> Result<Date, PolicyFault> {
    let read = text.get_ref().parse();
    // jiff reads times behind the day too, and leaves them out.
    read.ok()
        .filter(|date: &Date| date.to_string() == *text.get_ref())
        .ok_or_else(|| PolicyFault::new(text.span(), format!("`{}` is no day", text.get_ref())).help("year, month and day: \"2026-12-18\""))
}
