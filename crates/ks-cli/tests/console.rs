//! Runs the console sessions in `tests/cmd/*.trycmd` and in the README.
//!
//! `TRYCMD=overwrite cargo test -p kaltura-ks-cli --test console` updates the output.

#[test]
fn sessions() {
    trycmd::TestCases::new()
        .env("KALTURA_ADMIN_SECRET", "0123456789abcdef0123456789abcdef")
        .env("KALTURA_PARTNER_ID", "102")
        .env("KALTURA_APP_TOKEN", "00112233445566778899aabbccddeeff")
        // Empty variables count as unset.
        .env("KALTURA_USER_ID", "")
        .env("KALTURA_SECRET", "")
        .env("KALTURA_PARTNERID", "")
        .env("TZ", "UTC")
        .case("tests/cmd/*.trycmd");
}

/// Uses only the environment variables that the README exports.
#[test]
fn readme() {
    let cases = trycmd::TestCases::new();
    for name in [
        "KALTURA_ADMIN_SECRET",
        "KALTURA_SECRET",
        "KALTURA_PARTNER_ID",
        "KALTURA_PARTNERID",
        "KALTURA_USER_ID",
    ] {
        cases.env(name, "");
    }
    cases.env("TZ", "UTC");
    let exports = include_str!("../../../README.md")
        .lines()
        .filter_map(|line| line.strip_prefix("export ")?.split(' ').next()?.split_once('='));
    for (name, value) in exports {
        cases.env(name, value);
    }
    cases.case("../../README.md");
}
