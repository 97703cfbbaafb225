//! Console sessions, as people would have them: `tests/cmd/*.trycmd`, and those
//! of the README.
//!
//! `TRYCMD=overwrite cargo test -p ks-cli --test console` writes the answers anew.

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

#[test]
fn readme() {
    trycmd::TestCases::new()
        .env("KALTURA_ADMIN_SECRET", "0123456789abcdef0123456789abcdef")
        .env("KALTURA_PARTNER_ID", "")
        .case("../../README.md");
}
