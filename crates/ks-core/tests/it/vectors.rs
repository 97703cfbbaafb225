//! The golden vectors in `tests/vectors/` (see the README there): results of Kaltura's server
//! and of other generators.
//!
//! Every entry is either reproduced exactly, or listed in `departures.json` with the result of
//! a stricter rule of this library (docs/ks-format.md 11).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use ks_core::server::{self, rounded_expiry};
use ks_core::{
    Error, Expiry, HashType, Keyring, Malformed, Nonce, Privileges, RawFields, Request, Session,
    Signer, Status, VerifyOptions, app_token_hash, inspect, parse_partner_id,
};
use serde_json::{Value, json};

/// Earlier than every expiry in the generate files but those that are refused.
const NOW: i64 = 1_700_000_000;

fn vectors(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// The bytes of a text in the vectors' notation.
fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.clone().into_bytes(),
        Value::Object(map) => {
            let hex = map["$hex"].as_str().unwrap();
            (0..hex.len() / 2)
                .map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap())
                .collect()
        }
        other => panic!("no text: {other}"),
    }
}

/// A text as PHP would write the scalar, or the reason why our types do not take it.
fn text(value: &Value) -> Result<Option<String>, &'static str> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(_) => Err("a boolean is no text"),
        _ => String::from_utf8(bytes(value)).map(Some).map_err(|_| "not UTF-8"),
    }
}

fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// Makes the KS of a generate entry with our types: the code of the refusal, or
/// the text. What no type of ours can hold gets the code of that field.
fn generate(inputs: &Value, version: i64, nonce: Nonce<'_>, now: i64) -> Result<String, String> {
    let code = |e: Error| e.code().to_string();
    let partner = match &inputs["partner_id"] {
        Value::String(text) => parse_partner_id(text).map_err(code)?,
        number => i32::try_from(number.as_i64().unwrap()).unwrap(),
    };
    let signer = Signer::new(partner, bytes(&inputs["secret"])).map_err(code)?;
    let session_type = match &inputs["type"] {
        Value::Number(n) => n.as_i64().unwrap().try_into().map_err(code)?,
        Value::String(text) => text.parse().map_err(code)?,
        _ => return Err("invalid_type".into()),
    };
    let session = match text(&inputs["user_id"]).map_err(|_| "invalid_user_id")? {
        None => Session::anonymous(),
        Some(user) => Session::user(user),
    };
    let mut session = session.session_type(session_type).version(version.try_into().map_err(code)?);
    if let Some(text) = text(&inputs["privileges"]).unwrap() {
        session = session.privileges(Privileges::parse(text).map_err(code)?);
    }
    session = match (&inputs["expiry"], &inputs["expiry_seconds"]) {
        (Value::Null, Value::Null) => return Err("invalid_expiry".into()),
        (expiry, Value::Null) => session.expires_at(integer(expiry).ok_or("invalid_expiry")?),
        (_, lifetime) => session.with_expiry(Expiry::At(
            rounded_expiry(
                lifetime.as_i64().unwrap(),
                inputs["privileges"].as_str().unwrap_or(""),
                now,
            )
            .ok_or("invalid_expiry")?,
        )),
    };
    match &inputs["master_partner_id"] {
        Value::Null => {}
        Value::String(text) => {
            session = session.master_partner_id(
                parse_partner_id(text).map_err(|_| "invalid_master_partner_id")?,
            );
        }
        number => {
            session = session.master_partner_id(i32::try_from(number.as_i64().unwrap()).unwrap());
        }
    }
    if let Some(data) = text(&inputs["additional_data"]).map_err(|_| "invalid_additional_data")? {
        session = session.additional_data(data);
    }
    signer.generate_with_nonce(&session, now, &nonce).map_err(code)
}

/// What a rule of ours makes of an entry instead of the expected text: an
/// `error`, or the `privileges` of a KS in which repeated lists are merged
/// (rule 5). Every language reads the same list.
fn departure(id: &str) -> Value {
    static DEPARTURES: LazyLock<Vec<Value>> = LazyLock::new(|| vectors("departures.json"));
    DEPARTURES.iter().find(|entry| entry["id"] == id).cloned().unwrap_or_default()
}

/// Counts outcomes, fails on anything that is neither exact nor listed.
#[derive(Default)]
struct Tally {
    exact: usize,
    /// Rule 5: list privileges given again are merged, where the server would
    /// keep only the last.
    merged: Vec<String>,
    refused: BTreeMap<String, Vec<String>>,
    wrong: Vec<String>,
}

impl Tally {
    fn take(&mut self, entry: &Value, got: Result<String, String>) {
        let id = entry["id"].as_str().unwrap();
        let departure = departure(id);
        if let Some(privileges) = departure["privileges"].as_str() {
            let keyring = Keyring::new(bytes(&entry["inputs"]["secret"])).unwrap();
            let ks = keyring.decode(&got.unwrap()).unwrap();
            assert_eq!(ks.privileges_text(), privileges.as_bytes(), "{id}");
            self.merged.push(id.into());
            return;
        }
        let expected = entry["expected"]["ks"].as_str().unwrap();
        let rule = departure["error"].as_str();
        match (got, rule) {
            (Ok(ks), None) if ks == expected => self.exact += 1,
            (Err(code), Some(rule)) if code == rule => {
                self.refused.entry(code).or_default().push(id.into());
            }
            (got, rule) => {
                self.wrong.push(format!("{id} {}: {got:?}, listed {rule:?}", entry["note"]));
            }
        }
    }

    fn check(self, file: &str, total: usize) {
        let refused: usize = self.refused.values().map(Vec::len).sum();
        println!(
            "{file}: {} exact, {} merged, {refused} refused by rule",
            self.exact,
            self.merged.len()
        );
        for (code, ids) in &self.refused {
            println!("  {code}: {}", ids.join(" "));
        }
        assert!(self.wrong.is_empty(), "{file}:\n{}", self.wrong.join("\n"));
        assert_eq!(self.exact + self.merged.len() + refused, total);
    }
}

#[test]
fn v1_generate() {
    let entries = vectors("v1_generate.json");
    let mut tally = Tally::default();
    for entry in &entries {
        let rand = match &entry["inputs"]["rand"] {
            Value::Object(float) if float.contains_key("$float") => {
                // What PHP prints of it stands in the expected text.
                let decoded = String::from_utf8(bytes(&entry["expected"]["decoded"])).unwrap();
                decoded.split(';').nth(4).unwrap().to_owned()
            }
            rand => text(rand).unwrap().unwrap_or_default(),
        };
        let got = generate(&entry["inputs"], 1, Nonce::Text(rand.into()), NOW);
        tally.take(entry, got);
    }
    tally.check("v1_generate.json", entries.len());
}

#[test]
fn v2_generate() {
    let entries = vectors("v2_generate.json");
    let mut tally = Tally::default();
    for entry in &entries {
        let nonce =
            Nonce::parse(entry["inputs"]["random_hex"].as_str().unwrap(), ks_core::Version::V2);
        let got = generate(&entry["inputs"], 2, nonce.unwrap(), NOW);
        tally.take(entry, got);
    }
    tally.check("v2_generate.json", entries.len());
}

fn keyring_for(ks: &str, secrets: &Value) -> Result<Keyring, &'static str> {
    let partner = match inspect(ks) {
        Ok(seen) => seen.partner_text,
        Err(problem) => return Err(reason(&Error::Malformed(problem))),
    };
    match secrets.get(&partner).and_then(Value::as_str) {
        None | Some("" | "0") => Err("unknown_partner"),
        Some(list) => Ok(Keyring::unchecked(list.split(','))),
    }
}

/// Our error by the vectors' label.
fn reason(error: &Error) -> &'static str {
    match error {
        // Where a v2 KS is not whole, we know why no signature fits.
        Error::BadSignature { .. } | Error::Malformed(Malformed::CutPayload) => "signature",
        Error::Malformed(Malformed::NoPipe) => "no_pipe",
        Error::Malformed(Malformed::TooFewPipes) => "too_few_pipes",
        Error::Malformed(Malformed::TooFewParts) => "too_few_parts",
        Error::Malformed(_) => "base64",
        Error::ArrayPrivilege(_) => "php_type_error",
        other => panic!("unexpected {other:?}"),
    }
}

/// The server's fields in the vectors' notation.
fn fields(server: &RawFields<'_>) -> Value {
    serde_json::to_value(server).unwrap()
}

#[test]
fn parse() {
    let entries = vectors("parse.json");
    let mut wrong = Vec::new();
    for entry in &entries {
        let ks = entry["inputs"]["ks"].as_str().map_or_else(
            || String::from_utf8_lossy(&bytes(&entry["inputs"]["ks"])).into_owned(),
            str::to_owned,
        );
        let limit = entry["inputs"]["php_max_input_vars"]
            .as_u64()
            .map_or(ks_core::MAX_FIELDS, |n| usize::try_from(n).unwrap());
        let decoded = keyring_for(&ks, &entry["inputs"]["secrets"])
            .and_then(|keyring| keyring.decode_with_limit(&ks, limit).map_err(|e| reason(&e)));
        let got = match decoded {
            Err("php_type_error") => json!({"result": "php_type_error"}),
            Err("unknown_partner") => json!({"result": null, "reason": "unknown_partner"}),
            Err(reason) => json!({"result": false, "reason": reason}),
            Ok(ks) => json!({
                "result": true,
                "fields": fields(&ks.raw_fields()),
                "is_admin": ks.is_admin(),
                "is_widget": ks.is_widget(),
                "is_anonymous": ks.is_anonymous(),
                "session_id_hash": ks.group_hash(),
                "real_str": serde_json::to_value(ks_core::RawValue::Text(ks.signed_text().into())).unwrap(),
            }),
        };
        if got != entry["expected"] {
            wrong.push(format!(
                "{} {}\n   got {got}\n  want {}",
                entry["id"], entry["note"], entry["expected"]
            ));
        }
    }
    println!("parse.json: {} exact", entries.len() - wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(entries.len(), 246);
}

#[test]
fn validate() {
    let entries = vectors("validate.json");
    let mut wrong = Vec::new();
    let mut left_out = Vec::new();
    for entry in &entries {
        let inputs = &entry["inputs"];
        let internal = inputs["internal_allowed_uris"].as_array().unwrap();
        let status = keyring_for(inputs["ks"].as_str().unwrap(), &inputs["secrets"])
            .and_then(|keyring| {
                keyring.decode(inputs["ks"].as_str().unwrap()).map_err(|e| reason(&e))
            })
            .map_or(Status::InvalidStr, |ks| {
                ks.status(&Request {
                    now: inputs["now"].as_i64().unwrap(),
                    remote_addr: inputs["remote_addr"].as_str(),
                    request_uri: inputs["request_uri"].as_str(),
                })
            });
        let expected = &entry["expected"];
        let fits = expected["is_valid_base"] == json!(status.number())
            && expected["is_valid_base_name"] == json!(status.name());
        if !internal.is_empty() && !fits {
            // A server's own configuration, which a KS says nothing of.
            left_out.push(entry["id"].as_str().unwrap().to_owned());
        } else if !fits {
            wrong.push(format!("{} {}: {status}", entry["id"], entry["note"]));
        }
    }
    println!(
        "validate.json: {} exact, left out (internal_allowed_uris): {left_out:?}",
        entries.len() - left_out.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(left_out, ["val-088", "val-089", "val-090"]);
    assert_eq!(entries.len(), 128);
}

/// Corners of the server's code, and what the library makes of them.
#[test]
fn corners() {
    let entries = vectors("corners.json");
    let keyring = Keyring::new("0123456789abcdef0123456789abcdef").unwrap();
    for entry in &entries {
        let (inputs, expected) = (&entry["inputs"], &entry["expected"]);
        let ks = inputs["ks"].as_str().unwrap();
        let request = Request {
            now: inputs["now"].as_i64().unwrap(),
            remote_addr: inputs["remote_addr"].as_str(),
            request_uri: inputs["request_uri"].as_str(),
        };
        let decoded = keyring.decode(ks).unwrap();
        let raw = fields(&decoded.raw_fields());
        for (name, value) in expected["fields"].as_object().unwrap() {
            assert_eq!(&raw[name], value, "{entry}");
        }
        let status = decoded.status(&request);
        assert_eq!(status.name(), expected["is_valid_base_name"], "{entry}");
        let explained = ks_core::explain(ks, &keyring, &request, []);
        assert_eq!(json!(explained.api_error), expected["api_error"], "{entry}");
        let mut options = VerifyOptions::new(102, request.now);
        if let Some(address) = request.remote_addr {
            options = options.remote_addr(address);
        }
        if let Some(uri) = request.request_uri {
            options = options.request_uri(uri);
        }
        let verified = keyring.verify(ks, &options);
        let code = verified.as_ref().map_or_else(|error| error.code().as_str(), |_| "ok");
        assert_eq!(code, expected["verify"], "{entry}: {verified:?}");
    }
    assert_eq!(entries.len(), 20);
}

#[test]
fn verify_privileges() {
    let entries = vectors("verify_privileges.json");
    let keyring = Keyring::new("0123456789abcdef0123456789abcdef").unwrap();
    for entry in &entries {
        let ks = keyring.decode(entry["inputs"]["ks"].as_str().unwrap()).unwrap();
        let value = text(&entry["inputs"]["value"]).unwrap();
        let granted =
            ks.verify_privileges(entry["inputs"]["name"].as_str().unwrap(), value.as_deref());
        assert_eq!(
            json!(granted),
            entry["expected"]["verified"],
            "{} {}",
            entry["id"],
            entry["note"]
        );
    }
    assert_eq!(entries.len(), 98);
}

#[test]
fn parse_privileges() {
    let entries = vectors("parse_privileges.json");
    for entry in &entries {
        let (parsed, rebuilt) =
            server::parse_v1_privileges(entry["inputs"]["privileges"].as_str().unwrap());
        assert_eq!(json!(parsed), entry["expected"]["parsed"], "{}", entry["id"]);
        assert_eq!(json!(rebuilt), entry["expected"]["rebuilt"], "{}", entry["id"]);
    }
    assert_eq!(entries.len(), 18);
}

#[test]
fn app_token() {
    let entries = vectors("app_token.json");
    for entry in &entries {
        let inputs = &entry["inputs"];
        let hash_type: HashType = inputs["hash_type"].as_str().unwrap().parse().unwrap();
        let hash = app_token_hash(
            inputs["ks"].as_str().unwrap(),
            inputs["token"].as_str().unwrap(),
            hash_type,
        )
        .unwrap();
        assert_eq!(json!(hash), entry["expected"]["token_hash"], "{}", entry["id"]);
    }
    assert_eq!(entries.len(), 11);
}

#[test]
fn generate_session() {
    let entries = vectors("generate_session.json");
    let mut tally = Tally::default();
    let mut exact = 0;
    for entry in &entries {
        let inputs = &entry["inputs"];
        // Versions other than 2 are 1 to the server; we take 1 and 2 only.
        let version = inputs["ks_version"].as_i64().unwrap_or(0);
        let now = inputs["now"].as_i64().unwrap_or(NOW);
        if let Some(ks) = entry["expected"]["ks"].as_str() {
            let nonce = match entry["expected"]["random_hex"].as_str() {
                Some(hex) => Nonce::parse(hex, ks_core::Version::V2).unwrap(),
                None => {
                    let rand = inspect(ks).unwrap().claims.unwrap().rand.unwrap();
                    Nonce::Text(rand.into())
                }
            };
            tally.take(entry, generate(inputs, version, nonce, now));
            exact += 1;
        } else {
            let got = generate(inputs, version, Nonce::Block([7; 16]), now);
            let ks = match got {
                Ok(ks) => ks,
                Err(code) => {
                    let id = entry["id"].as_str().unwrap();
                    assert_eq!(departure(id)["error"], *code, "{id}");
                    continue;
                }
            };
            let keyring = Keyring::new(bytes(&inputs["secret"])).unwrap();
            let fields = keyring.decode(&ks).unwrap().signed_text().to_vec();
            assert_eq!(String::from_utf8(fields).unwrap(), entry["expected"]["fields"]);
        }
    }
    assert_eq!(entries.len(), 46);
    tally.check("generate_session.json", exact);
}

/// The independent decoder lists v1 text byte by byte.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

#[test]
fn peers() {
    let entries = vectors("peers.json");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for entry in &entries {
        let id = entry["id"].as_str().unwrap();
        let keyring = Keyring::unchecked([bytes(&entry["inputs"]["secret"])]);
        let result = keyring.decode(entry["ks"].as_str().unwrap());
        let peer = format!("{} v{}", entry["peer"].as_str().unwrap(), entry["ks_version"]);
        let want = &entry["decoded"];
        if want["sig_ok_phprtrim"] == json!(false) {
            // The generator hashed NULs at the end, which the server strips.
            assert_eq!(result.unwrap_err().code().as_str(), "bad_signature", "{id}");
            assert!(["peer-0370", "peer-0449"].contains(&id), "{id}");
            *counts.entry(peer).or_default() += 1;
            continue;
        }
        if entry["case"] == "priv_name_brackets" && entry["ks_version"] == 2 {
            let code = result.as_ref().map_or_else(|e| e.code().as_str(), |_| "decoded");
            // foo[bar] is an array to PHP.
            if code == "array_privilege" {
                *counts.entry(peer).or_default() += 1;
                continue;
            }
        }
        let ks = result.unwrap_or_else(|e| panic!("{id}: {e}"));
        assert_eq!(want["sig_ok"], json!(true), "{id}");
        let raw = want["fields_raw"].as_str().unwrap();
        assert!(ks.signed_text() == raw.as_bytes() || ks.signed_text() == latin1(raw), "{id}");
        let server = fields(&ks.raw_fields());
        if want["version"] == 1 {
            let parts = want["parts"].as_array().unwrap();
            let names = [
                "partner_id",
                "partner_pattern",
                "valid_until",
                "type",
                "rand",
                "user",
                "privileges",
                "master_partner_id",
                "additional_data",
            ];
            for (name, part) in names.iter().zip(parts) {
                assert_eq!(&server[name], part, "{id} {name}");
            }
        } else {
            assert_eq!(server["partner_id"], want["partner_id"], "{id}");
            // A raw NUL ends the fields for the server, not for the independent decoder.
            let reserved = [("valid_until", "_e"), ("type", "_t"), ("user", "_u")];
            for (name, key) in reserved.into_iter().filter(|_| !raw.contains('\0')) {
                let pair =
                    want["pairs"].as_array().unwrap().iter().rev().find(|pair| pair[0] == key);
                assert_eq!(
                    server[name],
                    pair.map_or(Value::Null, |pair| pair[1].clone()),
                    "{id} {name}"
                );
            }
        }
        if let Some(php) = entry["php_cli_parse"].as_object() {
            for (name, value) in php.iter().filter(|(name, _)| *name != "version") {
                // The command-line tool drops a value of 0, which the server keeps (par-214).
                if name == "privileges"
                    && entry["case"] == "priv_value_zero"
                    && *value == "actionslimit"
                {
                    assert_eq!(server[name], "actionslimit:0", "{id}");
                    continue;
                }
                assert_eq!(&server[name], value, "{id} {name}");
            }
        }
        *counts.entry(peer).or_default() += 1;
    }
    for (peer, count) in &counts {
        println!("peers.json: {peer}: {count} read");
    }
    assert_eq!(counts.values().sum::<usize>(), 589);
}

/// A URL decoder that made `+` a blank, whether or not what is left still
/// decodes to whole bytes.
#[test]
fn blanks_for_plus_are_named() {
    let signer = Signer::new(102, "0123456789abcdef0123456789abcdef").unwrap();
    let keyring = Keyring::new("0123456789abcdef0123456789abcdef").unwrap();
    let mut named = 0;
    for nonce in 0..=255 {
        let ks = signer
            .generate_with_nonce(&Session::user("u"), NOW, &Nonce::Block([nonce; 16]))
            .unwrap()
            .replace('-', "+")
            .replace('_', "/");
        // Four blanks leave a multiple of four characters: a shorter whole KS.
        if (1..4).contains(&ks.matches('+').count()) {
            assert_eq!(
                keyring.decode(&ks.replace('+', " ")).unwrap_err(),
                Error::Malformed(Malformed::BlankForPlus),
                "{ks}"
            );
            named += 1;
        }
    }
    assert!(named > 50);
}
