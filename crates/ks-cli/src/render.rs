//! Results as text for people.

use std::fmt::Write;

use anstyle::Style;
use ks_core::privilege::privilege_info;
use ks_core::{Advice, Claims, Decoded, Explanation, RawValue, SessionType, Unverified, Verified};

use crate::notes::Note;
use crate::output::{BAD, BOLD, DIM, GOOD, Table, WARNING, printable};
use crate::time::describe_time;

/// The width of the longest label and a space.
const LABEL_WIDTH: usize = 18;

/// Formats everything in a KS. `secrets` is the number of secrets tried.
pub(crate) fn decoded(ks: &Decoded, secrets: usize, notes: &[Note], now: i64) -> String {
    let raw = ks.raw_fields();
    let text = |value: &RawValue<'_>| match value {
        RawValue::Null => "none".to_owned(),
        RawValue::Array => "an array".to_owned(),
        value => value.to_lossy().unwrap_or_default().into_owned(),
    };
    let mut table = Table::new(LABEL_WIDTH);
    table.row("version", &ks.version().number().to_string());
    table.row("partner", &text(&raw.partner_id));
    match ks.session_type() {
        Some(SessionType::User) => table.row("type", "0 USER"),
        Some(SessionType::Admin) => {
            table.styled_row("type", WARNING, "2 ADMIN: unrestricted access to the account");
        }
        None => table.styled_row(
            "type",
            WARNING,
            &format!(
                "{}, which the server treats as {}",
                text(&raw.session_type),
                if ks.is_admin() { "ADMIN" } else { "USER" }
            ),
        ),
    }
    match ks.user_id() {
        Some(user) if ks.is_anonymous() => {
            table.styled_row(
                "user",
                WARNING,
                &format!("{user}, which the server treats as anonymous"),
            );
        }
        Some(user) => table.row("user", &user),
        None => table.styled_row("user", DIM, "none (an anonymous session)"),
    }
    match ks.expires_at() {
        Some(end) => {
            table.styled_row(
                "expires",
                if end > now { GOOD } else { BAD },
                &describe_time(end, now),
            );
        }
        None => table.styled_row("expires", WARNING, &text(&raw.valid_until)),
    }
    privilege_rows(&mut table, ks);
    let optional = |table: &mut Table, label: &str, value: &RawValue<'_>| match value {
        RawValue::Null => table.styled_row(label, DIM, "none"),
        RawValue::Text(text) if text.is_empty() => table.styled_row(label, DIM, "none"),
        value => table.row(label, &text(value)),
    };
    optional(&mut table, "master partner", &raw.master_partner_id);
    optional(&mut table, "additional data", &raw.additional_data);
    table.row("session hash", &ks.session_hash());
    if let Some(hash) = ks.group_hash() {
        table.row("group hash", &hash);
    }
    table.row("signed with", &format!("secret {} of {secrets}", ks.secret_index() + 1));
    let warnings = ks.warnings();
    if warnings.is_empty() {
        table.row("canonical", "yes");
    } else {
        table.styled_row("canonical", WARNING, "no; the warnings list each deviation");
    }
    advice_rows(&mut table, "warning", &warnings);
    advice_rows(&mut table, "advice", &ks.lint(now));
    note_rows(&mut table, notes);
    table.into_text()
}

/// Adds a row for each privilege, with its meaning below it.
fn privilege_rows(table: &mut Table, ks: &Decoded) {
    let mut label = "privileges";
    for (name, values) in ks.privilege_values() {
        let name = String::from_utf8_lossy(name);
        let info = privilege_info(&name);
        let values: Vec<_> = values.into_iter().map(String::from_utf8_lossy).collect();
        table.row(label, format!("{name}  {}", values.join("  ")).trim_end());
        label = "";
        match info {
            Some(info) => table.styled_row("", DIM, &format!("    {}", info.meaning)),
            None => table.styled_row("", WARNING, "    unknown privilege; the server ignores it"),
        }
    }
    if label == "privileges" {
        table.styled_row(label, DIM, "none");
    }
}

fn advice_rows(table: &mut Table, label: &str, advice: &[Advice]) {
    for Advice { code, message, .. } in advice {
        table.write(WARNING, label, Style::new(), &format!("{code}: {message}"));
    }
}

fn note_rows(table: &mut Table, notes: &[Note]) {
    for Note { code, message } in notes {
        table.write(WARNING, "note", Style::new(), &format!("{code}: {message}"));
    }
}

/// Formats advice and notes, one per line.
pub(crate) fn advice(advice: &[Advice], notes: &[Note]) -> String {
    let advice = advice.iter().map(|Advice { code, message, .. }| (*code, message));
    let notes = notes.iter().map(|Note { code, message }| (*code, message));
    let mut text = String::new();
    for (code, message) in advice.chain(notes) {
        let _ = writeln!(text, "{WARNING}{code}{WARNING:#}: {}", printable(message));
    }
    text
}

/// Formats what Kaltura would answer.
pub(crate) fn explanation(explained: &Explanation, notes: &[Note]) -> String {
    let mut table = Table::new(LABEL_WIDTH);
    let style = if explained.is_accepted() { GOOD } else { BAD };
    if let Some(answer) = &explained.answer {
        let message = answer.message.as_deref().unwrap_or("no message");
        table.row("answer", &format!("{}: {message}", answer.code));
    }
    match explained.status {
        Some(status) => {
            table.styled_row("status", style, &format!("{} {}", status.number(), status.name()));
        }
        // An error answer without a KS has no status.
        None if explained.answer.is_some() => {}
        None => table.styled_row("status", style, "none; the server fails with an internal error"),
    }
    table.row("API error", explained.api_error.unwrap_or("none"));
    table.row("reason", &explained.reason);
    for grant in &explained.grants {
        let label = match &grant.value {
            Some(value) => format!("can {}:{value}", grant.name),
            None => format!("can {}", grant.name),
        };
        let (style, granted) = if grant.granted { (GOOD, "yes") } else { (BAD, "no") };
        table.styled_row(&label, style, &format!("{granted}: {}", grant.reason));
    }
    advice_rows(&mut table, "advice", &explained.advice);
    note_rows(&mut table, notes);
    table.into_text()
}

/// Formats a verified KS as one line.
pub(crate) fn verified(ks: &Verified, now: i64) -> String {
    let user = match ks.user_id() {
        Some(user) if !ks.is_anonymous() => printable(user),
        _ => "without a user".into(),
    };
    format!(
        "{GOOD}valid{GOOD:#}: partner {}, {} {user}, expires {}, session hash {}\n",
        ks.partner_id(),
        ks.session_type(),
        describe_time(ks.expires_at(), now),
        ks.session_hash()
    )
}

/// Formats what a KS shows without a secret.
pub(crate) fn unverified(seen: &Unverified, notes: &[Note], now: i64) -> String {
    let mut table = Table::new(LABEL_WIDTH);
    table.row("version", &seen.version.number().to_string());
    table.row("partner", &seen.partner_text);
    if let Some(claims) = &seen.claims {
        claim_rows(&mut table, claims, now);
    }
    if let Some(bytes) = seen.encrypted_bytes {
        table.row(
            "encrypted",
            &format!("{bytes} bytes; use `ks decode` with the secret to read them"),
        );
    }
    if seen.truncated {
        table.styled_row("truncated", BAD, "the encrypted part is incomplete; copy the whole KS");
    }
    table.styled_row("signature", BOLD, "not verified");
    note_rows(&mut table, notes);
    table.into_text()
}

fn claim_rows(table: &mut Table, claims: &Claims, now: i64) {
    let expires = match claims.valid_until.parse() {
        Ok(end) => describe_time(end, now),
        Err(_) => claims.valid_until.clone(),
    };
    for (label, claim) in [
        ("type", &claims.session_type),
        ("user", &claims.user_id),
        ("expires", &Some(expires)),
        ("privileges", &claims.privileges),
        ("master partner", &claims.master_partner_id),
        ("additional data", &claims.additional_data),
        ("rand", &claims.rand),
    ] {
        match claim.as_deref() {
            None | Some("") => table.styled_row(label, DIM, "none"),
            Some(claim) => table.row(label, claim),
        }
    }
}
