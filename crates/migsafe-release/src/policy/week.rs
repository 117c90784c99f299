//! The minutes of a week in which windows are open.

use jiff::civil::Time;

use super::WeekWindow;

const DAY: usize = 24 * 60;

/// One flag a minute, from Monday 00:00.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Week(Vec<bool>);

impl Week {
    /// When one of the windows is open; without any: always.
    pub(super) fn of(windows: &[WeekWindow]) -> Self {
        let mut minutes = vec![windows.is_empty(); 7 * DAY];
        for window in windows {
            let (from, to) = (minute(window.from), minute(window.to));
            let length = if to > from { to - from } else { to + DAY - from };
            for start in window.days.iter().enumerate().filter(|(_, open)| **open).map(|(day, _)| day * DAY + from) {
                for offset in start..start + length {
                    if let Some(open) = minutes.get_mut(offset % (7 * DAY)) {
                        *open = true;
                    }
                }
            }
        }
        Self(minutes)
    }

    /// Whether it is open only when the other is.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(here, there)| !here || *there)
    }
}

fn minute(time: Time) -> usize {
    let part = |value: i8| usize::try_from(value).unwrap_or_default();
    part(time.hour()) * 60 + part(time.minute())
}
