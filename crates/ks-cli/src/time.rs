//! The clock, durations, and times for people.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ks_core::{Error, Expiry};

use crate::args::{Clock, ExpiryArgs};
use crate::failure::Failure;

/// The time of `--now`, or the system's, in Unix seconds.
pub(crate) fn now(clock: &Clock) -> Result<i64, Failure> {
    Ok(given(clock)?.unwrap_or_else(system_clock))
}

/// The time of `--now`.
pub(crate) fn given(clock: &Clock) -> Result<Option<i64>, Failure> {
    let unix = |text: &String| {
        text.parse()
            .map_err(|_| Failure::usage(format!("--now: {text:?} is no time; {UNIX_SECONDS}")))
    };
    clock.now.as_ref().map(unix).transpose()
}

const UNIX_SECONDS: &str = "give Unix seconds that fit 64 bits, such as 1893456000";

pub(crate) fn system_clock() -> i64 {
    let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => seconds(since),
        Err(before) => -seconds(before.duration()),
    }
}

/// `--expiry` and `--expires-at` as the core takes them: (seconds, end).
pub(crate) fn ends(args: &ExpiryArgs) -> Result<(Option<i64>, Option<i64>), Failure> {
    let expiry = args.expiry.as_deref().map(seconds).transpose()?;
    let expires_at = args
        .expires_at
        .as_deref()
        .map(|text| {
            text.parse()
                .map_err(|_| invalid(format!("expires_at: {text:?} is no end; {UNIX_SECONDS}")))
        })
        .transpose()?;
    Ok((expiry, expires_at))
}

/// The same as one end.
pub(crate) fn end(args: &ExpiryArgs) -> Result<Expiry, Failure> {
    let (expiry, expires_at) = ends(args)?;
    Ok(Expiry::given(expiry, expires_at)?)
}

fn invalid(message: String) -> Failure {
    Error::InvalidExpiry(message.into()).into()
}

/// `3600`, `24h`, `1h 30m`. Whether it is a good expiry the core says.
fn seconds(text: &str) -> Result<i64, Failure> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let beyond = || {
        invalid(format!(
            "expiry: {text:?} lies beyond 64 bits; give the seconds from now, such as 86400 for a day"
        ))
    };
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(beyond());
    }
    // Elsewhere `M` is a minute as often as it is a month.
    if text.split(|c: char| c.is_ascii_digit()).any(|unit| unit.trim() == "M") {
        return Err(invalid(format!(
            "expiry: {text:?}: M may be a month or a minute; write 1month, or 1m for a minute"
        )));
    }
    let unclear = || {
        invalid(format!(
            "expiry: {text:?} is no duration; give seconds (3600), or a text such as 24h, 7d or '1h 30m'"
        ))
    };
    let duration = humantime::parse_duration(text).map_err(|error| match error {
        humantime::DurationError::NumberOverflow => beyond(),
        _ => unclear(),
    })?;
    if duration.subsec_nanos() != 0 {
        return Err(invalid(format!("expiry: {text:?} is not a whole number of seconds")));
    }
    i64::try_from(duration.as_secs()).map_err(|_| beyond())
}

/// The last second that has a date with a year of four digits.
const LAST_DATE: u64 = 253_402_300_799;

/// `1750086400 (2025-06-16T15:06:40Z, in 3 h)`; only the number where the
/// calendar ends.
pub(crate) fn moment(unix: i64, now: i64) -> String {
    let away = unix.checked_sub(now).map(|away| relative(away, "expired "));
    let date = u64::try_from(unix)
        .ok()
        .filter(|&seconds| seconds <= LAST_DATE)
        .map(|seconds| UNIX_EPOCH + Duration::from_secs(seconds))
        .map(|time| humantime::format_rfc3339_seconds(time).to_string());
    let known: Vec<String> = date.into_iter().chain(away).collect();
    if known.is_empty() { unix.to_string() } else { format!("{unix} ({})", known.join(", ")) }
}

/// `in 3 h`, `expired 2 d ago`: the two greatest units.
fn relative(away: i64, past: &str) -> String {
    const UNITS: [(u64, &str); 5] =
        [(31_557_600, "y"), (86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut left = away.unsigned_abs();
    let mut parts = Vec::new();
    for (size, unit) in UNITS {
        let count = left / size;
        left %= size;
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        }
        // Two units that stand side by side, or the greatest alone.
        if parts.len() == 2 || (count == 0 && !parts.is_empty()) {
            break;
        }
    }
    match (away, parts.join(" ")) {
        (0, _) => format!("{past}this very second"),
        (1.., text) => format!("in {text}"),
        (_, text) => format!("{past}{text} ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_seconds_or_text() {
        for (text, want) in [
            ("3600", 3600),
            ("24h", 86_400),
            ("7d", 604_800),
            ("1h 30m", 5_400),
            ("-5", -5),
            ("0", 0),
            ("9223372036854775807", i64::MAX),
        ] {
            assert_eq!(seconds(text).unwrap(), want, "{text}");
        }
        for text in [
            "",
            "soon",
            "500ms",
            "9223372036854775808",
            "-9223372036854775809",
            "1h -5",
            "1M",
            "-5h",
        ] {
            assert_eq!(seconds(text).unwrap_err().code, "invalid_expiry", "{text}");
        }
    }

    #[test]
    fn times_are_told_from_the_clock() {
        let now = 1_750_000_000;
        assert_eq!(moment(now + 10_800, now), "1750010800 (2025-06-15T18:06:40Z, in 3 h)");
        assert_eq!(
            moment(now - 90, now),
            "1749999910 (2025-06-15T15:05:10Z, expired 1 min 30 s ago)"
        );
        assert_eq!(moment(now, now), "1750000000 (2025-06-15T15:06:40Z, expired this very second)");
        assert_eq!(moment(now + 86_400 + 60, now).rsplit(", ").next(), Some("in 1 d)"));
    }

    #[test]
    fn no_time_panics() {
        for unix in [i64::MIN, -1, 0, 253_402_300_799, 253_402_300_800, i64::MAX] {
            for now in [i64::MIN, -1, 0, 1_750_000_000, i64::MAX] {
                assert!(moment(unix, now).starts_with(&unix.to_string()));
            }
        }
    }
}
