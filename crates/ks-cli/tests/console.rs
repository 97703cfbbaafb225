//! Console sessions, as people would have them: `tests/cmd/*.trycmd`, and those
//! of the README.
//!
//! `TRYCMD=overwrite cargo test -p kaltura-ks-cli --test console` writes the answers anew.

#[test]
fn sessions() {
    trycmd::TestCases::new()
        .env("KALTURA_ADMIN_SECRET", "0123456789abcdef0123456789abcdef")
        .env("KALTURA_PARTNER_ID", "102")
        .env("KALTURA_APP_TOKEN", "00112233445566778899aabbccddeeff")
        // Empty counts as unset, whatever is set outside.
        .env("KALTURA_USER_ID", "")
        .case("tests/cmd/*.trycmd");
}

/// With the environment that the README exports, and no other.
#[test]
fn readme() {
    let cases = trycmd::TestCases::new();
    cases.env("KALTURA_ADMIN_SECRET", "").env("KALTURA_PARTNER_ID", "");
    let exports = include_str!("../../../README.md")
        .lines()
        .filter_map(|line| line.strip_prefix("export ")?.split(' ').next()?.split_once('='));
    for (name, value) in exports {
        cases.env(name, value);
    }
    cases.case("../../README.md");
}
