//! `ks privileges`: the core's table of privileges.

use anstyle::Style;
use ks_core::interop::quote;
use ks_core::privilege::{
    DecidedBy, PrivilegeInfo, TABLE, ValueKind, privilege_info, suggest_name,
};
use serde_json::{Value, json};

use crate::args::Privileges;
use crate::failure::{EXIT_REFUSED, Failure};
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
    if args.output.json { Answer::json(&data(info)) } else { Ok(Answer::styled(details(info))) }
}

fn unknown(name: &str) -> Failure {
    let next = match suggest_name(name) {
        Some(name) => format!(". Did you mean {name}?"),
        None => "; `ks privileges` lists the known ones".into(),
    };
    let message = format!("unknown privilege {}{next}", quote(name));
    Failure { status: EXIT_REFUSED, ..Failure::new("unknown_privilege", message) }
}

fn data(info: &PrivilegeInfo) -> Value {
    let mut data = json!(info);
    data["separator"] = json!(info.kind.separator());
    data
}

/// Describes what follows the colon.
fn value(info: &PrivilegeInfo) -> String {
    if info.value.is_empty() { "no value".into() } else { info.value.into() }
}

fn table() -> String {
    let width = TABLE.iter().map(|info| info.name.len()).max().unwrap_or_default() + 2;
    let mut table = Table::new(width);
    for info in TABLE {
        table.row(info.name, info.meaning);
        let reader = match (info.read_by_server, info.read_by_application) {
            (true, _) => String::new(),
            (false, Some(application)) => format!("; read by {application}, not by the server"),
            (false, None) => "; not read by the server".into(),
        };
        table.write(Style::new(), "", DIM, &format!("{}{reader}", value(info)));
    }
    table.into_text()
}

fn details(info: &PrivilegeInfo) -> String {
    let mut table = Table::new(12);
    table.row("name", info.name);
    table.row("meaning", info.meaning);
    table.row("value", &value(info));
    let example = match info.kind {
        ValueKind::Flag => info.name.to_owned(),
        ValueKind::Number => format!("{}:1", info.name),
        ValueKind::One if info.value.starts_with('`') => {
            format!("{}:{}", info.name, info.value.trim_matches('`'))
        }
        ValueKind::List => format!("{0}:A, or several values as {0}:A/B", info.name),
        ValueKind::UriList => format!("{0}:/a/*, or several values as {0}:/a/*|/b/*", info.name),
        _ => format!("{}:VALUE", info.name),
    };
    table.row("syntax", &example);
    table.row("server", &server(info));
    table.row(
        "app token",
        if info.reserved {
            "only the app token itself can set it, not the caller of appToken.startSession"
        } else {
            "the caller of appToken.startSession can set it"
        },
    );
    table.into_text()
}

/// Describes how the server decides whether a KS grants the privilege.
fn server(info: &PrivilegeInfo) -> String {
    let rule = match info.decided_by {
        DecidedBy::VerifyPrivileges => "searches the privileges for it; a wildcard grants it",
        DecidedBy::StarOnly => "searches the privileges for it; only the value * has an effect",
        DecidedBy::WholeElement => "looks for the name without a value; no wildcard grants it",
        DecidedBy::Name => "reads the value of this name; no wildcard grants it",
        _ => match info.read_by_application {
            Some(application) => {
                return format!("stores it without reading it, for {application}");
            }
            None => return "stores it without reading it".into(),
        },
    };
    let admin = if info.admin_passes { ". An ADMIN session does not need it" } else { "" };
    format!("{rule}{admin}")
}
