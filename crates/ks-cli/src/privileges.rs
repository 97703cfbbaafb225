//! `ks privileges`: the core's table, readable.

use anstyle::Style;
use ks_core::privilege::{PrivilegeInfo, TABLE, ValueKind, nearest_name, privilege_info};
use ks_core::quote;
use serde_json::{Value, json};

use crate::args::Privileges;
use crate::failure::{Failure, NO};
use crate::output::{Answer, DIM, Table};

pub(crate) fn run(args: &Privileges) -> Result<Answer, Failure> {
    let Some(name) = &args.name else {
        return if args.output.json {
            Answer::json(&TABLE.iter().map(data).collect::<Vec<_>>())
        } else {
            Ok(Answer::styled(table()))
        };
    };
    let info = privilege_info(name).ok_or_else(|| unknown(name))?;
    if args.output.json { Answer::json(&data(info)) } else { Ok(Answer::styled(all_of(info))) }
}

fn unknown(name: &str) -> Failure {
    let nearest = match nearest_name(name) {
        Some(nearest) => format!("did you mean {nearest}?"),
        None => "`ks privileges` lists those it knows".into(),
    };
    let message = format!(
        "{} is no privilege that the server, the guides or the SDKs know; {nearest}",
        quote(name)
    );
    Failure { status: NO, ..Failure::new("unknown_privilege", message) }
}

fn data(info: &PrivilegeInfo) -> Value {
    let mut data = json!(info);
    data["separator"] = json!(info.kind.separator());
    data
}

/// What stands behind the colon, in words.
fn value(info: &PrivilegeInfo) -> String {
    if info.value.is_empty() { "no value".into() } else { info.value.into() }
}

fn table() -> String {
    let width = TABLE.iter().map(|info| info.name.len()).max().unwrap_or_default() + 2;
    let mut table = Table::new(width);
    for info in TABLE {
        table.row(info.name, info.meaning);
        let unread = if info.read_by_server { "" } else { "; the server does not read it" };
        table.write(Style::new(), "", DIM, &format!("{}{unread}", value(info)));
    }
    table.into_text()
}

fn all_of(info: &PrivilegeInfo) -> String {
    let mut table = Table::new(12);
    table.row("name", info.name);
    table.row("meaning", info.meaning);
    table.row("value", &value(info));
    let written = match info.kind {
        ValueKind::Flag => info.name.to_owned(),
        ValueKind::Number => format!("{}:1", info.name),
        ValueKind::One if info.value.starts_with('`') => {
            format!("{}:{}", info.name, info.value.trim_matches('`'))
        }
        ValueKind::List => format!("{0}:A, or several as {0}:A/B", info.name),
        ValueKind::UriList => format!("{0}:/a/*, or several as {0}:/a/*|/b/*", info.name),
        _ => format!("{}:VALUE", info.name),
    };
    table.row("written", &written);
    table.row(
        "server",
        if info.read_by_server { "reads it" } else { "keeps it and does not read it" },
    );
    table.row(
        "app token",
        if info.reserved {
            "only the token itself can carry it; callers of appToken.startSession cannot set it"
        } else {
            "callers of appToken.startSession can set it"
        },
    );
    table.into_text()
}
