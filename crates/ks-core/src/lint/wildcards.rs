//! Advice on `*`, `all:*` and the two entitlement flags.

use super::input::LintInput;
use super::report::Report;
use crate::encoding::Version;

pub(super) fn lint_wildcards(input: &LintInput<'_>, report: &mut Report) {
    if input.has_wildcard() {
        if input.privileges.len() > 1 {
            lint_wildcard_beside_others(input, report);
        } else if !input.admin {
            report.add(
                "user_wildcard",
                "`*` gives a USER session every privilege that the server checks with a value, including editing other users' content. List only the privileges that the session needs",
            );
        }
    }
    if input.version == Version::V1 && input.has_all_star() {
        report.add(
            "all_in_v1",
            "`all:*` is the v2 spelling of the wildcard; in a v1 KS it grants nothing. Write `*`",
        );
    }
    if input.has("disableentitlement") {
        if input.has("enableentitlement") {
            report.add(
                "both_entitlements",
                "the session has both enableentitlement and disableentitlement; enableentitlement takes precedence. Remove one of them",
            );
        } else if input.admin {
            report.add(
                "disableentitlement",
                "disableentitlement makes listings complete: this session also sees the entries and categories that an account with enforced entitlement hides",
            );
        } else {
            report.add(
                "user_disableentitlement",
                "disableentitlement lets a USER session see content that the user is not entitled to. Use it in ADMIN sessions only, or use disableentitlementforentry with the entry ids",
            );
        }
    }
}

/// In v1 the star keeps its name, and editing entries and their metadata checks for
/// that name (docs/ks-format.md 7.1).
fn lint_wildcard_beside_others(input: &LintInput<'_>, report: &mut Report) {
    if input.admin {
        report.add(
            "wildcard_not_alone",
            "`*` (or `all:*`) is a wildcard only if it is the only privilege. The other privileges keep their effect, and an ADMIN session needs no wildcard",
        );
    } else if input.version == Version::V1 && input.has("*") {
        report.add(
            "v1_star_edits_everything",
            "in a v1 KS, `*` beside other privileges lets a USER session edit every entry of the account and its metadata, and grants nothing else. Remove it, and list what the session needs (sview:0_abc, list:*)",
        );
    } else {
        report.add(
            "wildcard_not_alone",
            "`*` (or `all:*`) is a wildcard only if it is the only privilege; here it grants nothing. Remove it, and list what the session needs (sview:0_abc, list:*)",
        );
    }
}
