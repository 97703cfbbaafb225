//! Advice on a session or a KS: what the server will ignore, misread, reject or
//! grant too widely.
//!
//! Each file looks at one subject: [`session`] at type, lifetime and user,
//! [`wildcards`] at `*` and entitlement, [`names`] at names that nobody reads,
//! [`values`] at the value of one privilege, [`restrictions`] at `iprestrict`,
//! `urirestrict` and `actionslimit`, [`notation`] at commas and other separators,
//! [`placeholders`] at templates that were not filled in.

mod input;
mod names;
mod notation;
mod placeholders;
mod report;
mod restrictions;
mod session;
mod values;
mod wildcards;

#[cfg(test)]
mod tests;

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use input::LintInput;
use report::Report;

use crate::encoding::Version;
use crate::error::Result;
use crate::model::{Advice, Session, SessionType};
use crate::privilege::privilege_info;
use crate::read::Decoded;

/// How often one name is looked at: a v1 KS may repeat a name any number of times.
const MOST_REPEATS: usize = 20;

/// Returns advice on a session before it is signed. `now` is the current Unix
/// time in seconds.
///
/// # Errors
///
/// The errors of generating the KS: a session that cannot be signed gets its error
/// instead of advice.
pub fn lint(session: &Session<'_>, now: i64) -> Result<Vec<Advice>> {
    session.validate()?;
    if session.version == Version::V1 {
        session.privileges.v1_text()?;
    }
    let end = session.expiry.resolve(now)?;
    let input = LintInput {
        admin: session.session_type == SessionType::Admin,
        user: session.user_id.as_deref().map(Cow::Borrowed),
        lifetime: end.checked_sub(now),
        end: Some(end),
        expiry: Some(session.expiry),
        version: session.version,
        privileges: session.privileges.iter().collect(),
    };
    Ok(finish(check(&input)))
}

impl Decoded {
    /// Returns advice on an existing KS. `now` is the current Unix time in seconds;
    /// the lifetime is the time that is left.
    #[must_use]
    pub fn lint(&self, now: i64) -> Vec<Advice> {
        let text = self.privileges_text();
        let text = String::from_utf8_lossy(&text);
        let parsed: Vec<_> = self
            .privileges()
            .map(|(name, value)| (String::from_utf8_lossy(name), String::from_utf8_lossy(value)))
            .collect();
        // The server merges the values of a repeated v1 name, so what was written is
        // only in the text.
        let privileges = match self.version() {
            Version::V1 => text
                .split(',')
                .filter(|element| !element.is_empty())
                .map(|element| element.split_once(':').unwrap_or((element, "")))
                .map(|(name, value)| (name, Cow::Borrowed(value)))
                .collect(),
            Version::V2 => {
                parsed.iter().map(|(name, value)| (&**name, Cow::Borrowed(&**value))).collect()
            }
        };
        let input = LintInput {
            admin: self.is_admin(),
            user: self.user_id(),
            lifetime: self.expires_at().and_then(|end| end.checked_sub(now)),
            end: self.expires_at(),
            expiry: None,
            version: self.version(),
            privileges,
        };
        let mut report = check(&input);
        session::lint_decoded(self, now, &mut report);
        finish(report)
    }
}

/// Runs every check.
fn check(input: &LintInput<'_>) -> Report {
    let mut report = Report::default();
    session::lint_session(input, &mut report);
    wildcards::lint_wildcards(input, &mut report);
    restrictions::lint_repeats(input, &mut report);
    let mut repeats: BTreeMap<&str, usize> = BTreeMap::new();
    for (place, (name, value)) in input.privileges.iter().enumerate() {
        let Some(info) = privilege_info(name) else {
            let before = place.checked_sub(1).map(|before| &input.privileges[before]);
            names::lint_unknown(name, value, before, &mut report);
            continue;
        };
        let seen = repeats.entry(info.name).or_default();
        *seen += 1;
        if *seen <= MOST_REPEATS {
            names::lint_unread(info, &mut report);
            values::lint_value(input, info, value, &mut report);
        }
    }
    report
}

fn finish(mut report: Report) -> Vec<Advice> {
    names::summarize_unknown(&mut report);
    report.advice
}
