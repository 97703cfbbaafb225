//! The clock, and times and durations as people write them.

use std::fmt::Write as _;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use ks_core::interop::quote_short;
use ks_core::{Expiry, system_now};

use crate::args::{Clock, ExpiryArgs};
use crate::failure::Failure;

/// Returns the time of `--now`, or else of the system clock, in Unix seconds.
pub(crate) fn now(clock: &Clock) -> Result<i64, Failure> {
    given(clock)?.map_or_else(|| Ok(system_now()?), Ok)
}

/// Returns the time of `--now`.
pub(crate) fn given(clock: &Clock) -> Result<Option<i64>, Failure> {
    let parse = |text: &String| {
        timestamp(text).ok_or_else(|| {
            Failure::usage(format!("--now: {} is not a time; {TIMES}", quote_short(text)))
        })
    };
    clock.now.as_ref().map(parse).transpose()
}

const TIMES: &str =
    "use Unix seconds (1893456000), a date (2030-01-01) or an RFC 3339 time (2030-01-01T00:00:00Z)";

/// Returns `--expiry` in seconds and `--expires-at` in Unix seconds.
pub(crate) fn expiry_options(
    args: &ExpiryArgs,
    now: i64,
) -> Result<(Option<i64>, Option<i64>), Failure> {
    let expiry = args.expiry.as_deref().map(|text| seconds(text, now)).transpose()?;
    let parse = |text: &str| {
        timestamp(text).ok_or_else(|| {
            invalid(format!("--expires-at: {} is not a time; {TIMES}", quote_short(text)))
        })
    };
    Ok((expiry, args.expires_at.as_deref().map(parse).transpose()?))
}

/// Returns the expiry that the options give.
pub(crate) fn expiry(args: &ExpiryArgs, now: i64) -> Result<Expiry, Failure> {
    let (expiry, expires_at) = expiry_options(args, now)?;
    Ok(Expiry::from_options(expiry, expires_at)?)
}

/// Creates the failure that the core reports for an invalid expiry, with a message
/// about the text that was given.
fn invalid(message: String) -> Failure {
    Failure::new(ks_core::ErrorCode::InvalidExpiry.as_str(), message)
}

/// Parses Unix seconds, an RFC 3339 time, or a date or time in UTC.
fn timestamp(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(seconds);
    }
    let utc = || text.parse::<DateTime>().ok()?.to_zoned_datetime(TimeZone::UTC).ok();
    let time = text.parse::<Timestamp>().ok().or_else(|| Some(utc()?.timestamp()))?;
    Some(time.as_second())
}

/// Parses `3600`, `24h` or `1h 30m`. Months and years are counted from `now` by the
/// calendar. The core checks the range.
fn seconds(text: &str, now: i64) -> Result<i64, Failure> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let unclear = || {
        invalid(format!(
            "--expiry: {} is not a duration; use seconds (3600), or a text such as 24h, 7d or '1h 30m'",
            quote_short(text)
        ))
    };
    let is_number = text.strip_prefix('-').unwrap_or(text).bytes().all(|b| b.is_ascii_digit());
    if is_number && !text.is_empty() {
        return Err(invalid(format!(
            "--expiry: {} is too large; give the seconds from now, such as 86400 for one day",
            quote_short(text)
        )));
    }
    let span: Span = text.parse().map_err(|_| unclear())?;
    let start =
        Timestamp::from_second(now).map_err(|_| unclear())?.to_zoned_datetime(TimeZone::UTC);
    let end = start.checked_add(span).map_err(|_| {
        invalid(format!(
            "--expiry: {} ends beyond the calendar; use --expires-at with Unix seconds",
            quote_short(text)
        ))
    })?;
    let duration = start.timestamp().duration_until(end.timestamp());
    if duration.subsec_nanos() != 0 {
        return Err(invalid(format!(
            "--expiry: {} is not a whole number of seconds",
            quote_short(text)
        )));
    }
    Ok(duration.as_secs())
}

/// Formats a time as `1750086400 (2025-06-16 15:06:40 UTC, in 3 h)`, with the local
/// time where it differs from UTC, and without a date beyond the calendar.
pub(crate) fn describe_time(unix: i64, now: i64) -> String {
    describe_time_in(unix, now, &TimeZone::system())
}

fn describe_time_in(unix: i64, now: i64, local: &TimeZone) -> String {
    let mut known = String::new();
    if let Ok(time) = Timestamp::from_second(unix) {
        let utc = time.to_zoned_datetime(TimeZone::UTC);
        let zoned = time.to_zoned_datetime(local.clone());
        let _ = write!(known, "{} UTC, ", utc.strftime("%Y-%m-%d %H:%M:%S"));
        if zoned.offset() != utc.offset() {
            let format =
                if zoned.date() == utc.date() { "%H:%M:%S %Z" } else { "%Y-%m-%d %H:%M:%S %Z" };
            let _ = write!(known, "{}, ", zoned.strftime(format));
        }
    }
    match unix.checked_sub(now) {
        Some(distance) => format!("{unix} ({known}{})", relative(distance)),
        None => unix.to_string(),
    }
}

/// Formats a distance as `in 3 h` or `expired 2 d 1 h ago`.
fn relative(distance: i64) -> String {
    let text = units(distance.unsigned_abs());
    match distance {
        0 => "expired just now".into(),
        1.. => format!("in {text}"),
        _ => format!("expired {text} ago"),
    }
}

/// Formats a duration in seconds: `4 h`.
pub(crate) fn describe_duration(seconds: i64) -> String {
    units(seconds.unsigned_abs())
}

/// Formats seconds with the two largest units.
fn units(mut left: u64) -> String {
    const UNITS: [(u64, &str); 5] =
        [(31_557_600, "y"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        let count = left / size;
        left %= size;
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        }
        // A unit of zero between two others is not skipped: 1 d 5 s is just 1 d.
        if parts.len() == 2 || (count == 0 && !parts.is_empty()) {
            break;
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_750_000_000;

    #[test]
    fn durations_are_seconds_or_text() {
        for (text, want) in [
            ("3600", 3600),
            ("24h", 86_400),
            ("7d", 604_800),
            ("1h 30m", 5_400),
            ("1 week", 604_800),
            // From 2025-06-15: June has 30 days.
            ("1mo", 2_592_000),
            ("-5", -5),
            ("-5h", -18_000),
            ("0", 0),
            ("9223372036854775807", i64::MAX),
        ] {
            assert_eq!(seconds(text, NOW).unwrap(), want, "{text}");
        }
        for text in [
            "",
            "soon",
            "500ms",
            "9223372036854775808",
            "-9223372036854775809",
            "1h -5",
            "1M",
            "9999y",
            "99999999y",
        ] {
            assert_eq!(seconds(text, NOW).unwrap_err().code, "invalid_expiry", "{text}");
        }
        assert!(seconds("1h", i64::MAX).is_err());
    }

    #[test]
    fn times_are_unix_seconds_dates_or_rfc_3339() {
        for (text, want) in [
            ("1750000000", NOW),
            ("-1", -1),
            ("2025-06-15T15:06:40Z", NOW),
            ("2025-06-15 17:06:40+02:00", NOW),
            ("2025-06-15T15:06:40.9Z", NOW),
            ("2025-06-15T15:06:40", NOW),
            ("2025-06-15", 1_749_945_600),
        ] {
            assert_eq!(timestamp(text), Some(want), "{text}");
        }
        for text in ["", "tomorrow", "2025-13-01", "15:06", "99999999999999999999"] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_described_relative_to_the_clock() {
        let utc = |unix| describe_time_in(unix, NOW, &TimeZone::UTC);
        assert_eq!(utc(NOW + 10_800), "1750010800 (2025-06-15 18:06:40 UTC, in 3 h)");
        assert_eq!(utc(NOW - 90), "1749999910 (2025-06-15 15:05:10 UTC, expired 1 min 30 s ago)");
        assert_eq!(utc(NOW), "1750000000 (2025-06-15 15:06:40 UTC, expired just now)");
        assert_eq!(utc(NOW + 86_400 + 60).rsplit(", ").next(), Some("in 1 d)"));
        for (hours, shown) in [(2, "17:06:40 +02"), (12, "2025-06-16 03:06:40 +12")] {
            let local = TimeZone::fixed(jiff::tz::offset(hours));
            let text = describe_time_in(NOW + 60, NOW + 60, &local).replace("07:40", "06:40");
            assert!(text.contains(shown), "{text}");
        }
    }

    #[test]
    fn no_time_panics() {
        for unix in [i64::MIN, -1, 0, 253_402_300_799, 253_402_300_800, i64::MAX] {
            for now in [i64::MIN, -1, 0, NOW, i64::MAX] {
                assert!(describe_time(unix, now).starts_with(&unix.to_string()));
            }
        }
    }
}
