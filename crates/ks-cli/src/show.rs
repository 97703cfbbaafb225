//! Answers for people.

use std::fmt::Write;

use anstyle::Style;
use ks_core::privilege::privilege_info;
use ks_core::{
    Advice, Claims, Decoded, Explanation, ServerValue, SessionType, Unverified, Verified,
};

use crate::note::Note;
use crate::output::{BAD, BOLD, DIM, GOOD, ODD, Table, printable};
use crate::time::moment;

/// Wide enough for the longest label.
const LABELS: usize = 18;

/// Everything in a KS that one of `secrets` secrets signed.
pub(crate) fn decoded(ks: &Decoded, secrets: usize, notes: &[Note], now: i64) -> String {
    let server = ks.server();
    let text = |value: &ServerValue<'_>| match value {
        ServerValue::Null => "none".to_owned(),
        ServerValue::Array => "an array".to_owned(),
        value => value.to_lossy().unwrap_or_default().into_owned(),
    };
    let mut table = Table::new(LABELS);
    table.row("version", &ks.version().number().to_string());
    table.row("partner", &text(&server.partner_id));
    match ks.session_type() {
        Some(SessionType::User) => table.row("type", "0 USER"),
        Some(SessionType::Admin) => {
            table.styled_row("type", ODD, "2 ADMIN: unrestricted access to the account");
        }
        None => table.styled_row(
            "type",
            ODD,
            &format!(
                "{}, which the server takes for {}",
                text(&server.session_type),
                if ks.is_admin() { "ADMIN" } else { "USER" }
            ),
        ),
    }
    match ks.user_id() {
        Some(user) if ks.is_anonymous() => {
            table.styled_row("user", ODD, &format!("{user}, which the server takes for nobody"));
        }
        Some(user) => table.row("user", &user),
        None => table.styled_row("user", DIM, "none (an anonymous session)"),
    }
    match ks.expires_at() {
        Some(end) => {
            table.styled_row("expires", if end > now { GOOD } else { BAD }, &moment(end, now));
        }
        None => table.styled_row("expires", ODD, &text(&server.valid_until)),
    }
    privilege_rows(&mut table, ks);
    let optional = |table: &mut Table, label: &str, value: &ServerValue<'_>| match value {
        ServerValue::Null => table.styled_row(label, DIM, "none"),
        ServerValue::Text(text) if text.is_empty() => table.styled_row(label, DIM, "none"),
        value => table.row(label, &text(value)),
    };
    optional(&mut table, "master partner", &server.master_partner_id);
    optional(&mut table, "additional data", &server.additional_data);
    table.row("session hash", &ks.session_hash());
    if let Some(hash) = ks.session_id_hash() {
        table.row("sessionid hash", &hash);
    }
    table.row("signed with", &format!("secret {} of {secrets}", ks.secret_index() + 1));
    let warnings = ks.warnings();
    if warnings.is_empty() {
        table.row("canonical", "yes");
    } else {
        table.styled_row("canonical", ODD, "no: a careful generator does not write it so");
    }
    advice_rows(&mut table, "warning", &warnings);
    advice_rows(&mut table, "advice", &ks.lint(now));
    note_rows(&mut table, notes);
    table.into_text()
}

/// A privilege on each line, and what it does beneath.
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
            None => table.styled_row("", ODD, "    unknown to the server, which ignores it"),
        }
    }
    if label == "privileges" {
        table.styled_row(label, DIM, "none");
    }
}

fn advice_rows(table: &mut Table, label: &str, advice: &[Advice]) {
    for Advice { code, message, .. } in advice {
        table.write(ODD, label, Style::new(), &format!("{code}: {message}"));
    }
}

fn note_rows(table: &mut Table, notes: &[Note]) {
    for Note { code, message } in notes {
        table.write(ODD, "note", Style::new(), &format!("{code}: {message}"));
    }
}

/// Advice and notes alone, a line each.
pub(crate) fn advice(advice: &[Advice], notes: &[Note]) -> String {
    let advice = advice.iter().map(|Advice { code, message, .. }| (*code, message));
    let notes = notes.iter().map(|Note { code, message }| (*code, message));
    let mut text = String::new();
    for (code, message) in advice.chain(notes) {
        let _ = writeln!(text, "{ODD}{code}{ODD:#}: {}", printable(message));
    }
    text
}

/// What Kaltura would answer.
pub(crate) fn explanation(explained: &Explanation, notes: &[Note]) -> String {
    let mut table = Table::new(LABELS);
    let style = if explained.api_error.is_none() { GOOD } else { BAD };
    let status = match explained.status {
        Some(status) => format!("{} {}", status.number(), status.name()),
        None => "none: the server itself fails".into(),
    };
    table.styled_row("status", style, &status);
    table.row("API error", explained.api_error.unwrap_or("none"));
    table.row("reason", &explained.reason);
    for grant in &explained.can {
        let asked = match &grant.value {
            Some(value) => format!("can {}:{value}", grant.name),
            None => format!("can {}", grant.name),
        };
        let (style, answer) = if grant.granted { (GOOD, "yes") } else { (BAD, "no") };
        table.styled_row(&asked, style, answer);
    }
    note_rows(&mut table, notes);
    table.into_text()
}

/// A KS that was accepted, in a line.
pub(crate) fn verified(ks: &Verified, now: i64) -> String {
    let session = &ks.session;
    let user = match &session.user_id {
        Some(user) if !ks.is_anonymous() => printable(user),
        _ => "nobody (anonymous)".into(),
    };
    format!(
        "{GOOD}valid{GOOD:#}: partner {}, {} {user}, expires {}, session hash {}\n",
        ks.partner_id,
        session.session_type,
        moment(ks.expires_at, now),
        ks.session_hash()
    )
}

/// What a KS shows anybody.
pub(crate) fn unverified(seen: &Unverified, notes: &[Note], now: i64) -> String {
    let mut table = Table::new(LABELS);
    table.row("version", &seen.version.number().to_string());
    table.row("partner", &seen.partner_text);
    if let Some(claims) = &seen.claims {
        claim_rows(&mut table, claims, now);
    }
    if let Some(bytes) = seen.encrypted_bytes {
        table.row("encrypted", &format!("{bytes} bytes: the rest needs the secret (ks decode)"));
    }
    if seen.truncated {
        table.styled_row(
            "cut",
            BAD,
            "the encrypted part is not whole, so this KS was cut; copy the whole KS",
        );
    }
    table.styled_row("verified", BOLD, "no: anybody can write such a text");
    note_rows(&mut table, notes);
    table.into_text()
}

fn claim_rows(table: &mut Table, claims: &Claims, now: i64) {
    let expires = match claims.valid_until.parse() {
        Ok(end) => moment(end, now),
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
