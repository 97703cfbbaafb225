//! Where secrets and other settings come from. Never from an argument.

use std::env;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;

use ks_core::{Error, Foreign, Keyring, parse_partner_id};
use zeroize::Zeroizing;

use crate::args::SecretArgs;
use crate::failure::Failure;

const SECRET_VARIABLE: &str = "KALTURA_ADMIN_SECRET";
const TOKEN_VARIABLE: &str = "KALTURA_APP_TOKEN";
const PARTNER_VARIABLE: &str = "KALTURA_PARTNER_ID";
const USER_VARIABLE: &str = "KALTURA_USER_ID";

/// More than any secret has. Also the room that is made at once, so that no
/// copy is left behind by growing.
const MAX_SECRET: u64 = 16 * 1024;

type Text = Zeroizing<Vec<u8>>;

/// The admin secrets given: at least one, the current one first.
pub(crate) struct Secrets(Vec<Text>);

impl Secrets {
    pub(crate) fn read(args: &SecretArgs) -> Result<Self, Failure> {
        if args.secret_stdin {
            let stdin = io::stdin().lock();
            // What is typed would show.
            if stdin.is_terminal() {
                return Err(Failure::usage(
                    "--secret-stdin reads a pipe or a file, not the terminal; write `ks … --secret-stdin < FILE`, or give --secret-file FILE",
                ));
            }
            return Ok(Self(vec![read_line(stdin, "standard input")?]));
        }
        let files: Vec<Text> =
            args.secret_file.iter().map(|file| read_file(file)).collect::<Result<_, _>>()?;
        if !files.is_empty() {
            return Ok(Self(files));
        }
        match variable(SECRET_VARIABLE) {
            Some(secret) => Ok(Self(vec![secret])),
            None => Err(missing_secret("")),
        }
    }

    /// The secret to sign with.
    pub(crate) fn current(&self) -> &[u8] {
        self.0.first().map_or(&[], |secret| secret)
    }

    /// The secrets to read with.
    pub(crate) fn keyring(&self) -> Result<Keyring, Failure> {
        Ok(Keyring::rotating(self.0.iter().map(|secret| &***secret))?)
    }
}

/// A keyring for reading a KS, or the advice to do without.
pub(crate) fn reading_keyring(args: &SecretArgs) -> Result<Keyring, Failure> {
    match Secrets::read(args) {
        Err(failure) if failure.code == "missing_secret" => {
            Err(missing_secret("; without a secret, `ks inspect` shows what a KS tells anybody"))
        }
        read => read?.keyring(),
    }
}

fn missing_secret(besides: &str) -> Failure {
    Failure::new(
        "missing_secret",
        format!(
            "the partner's admin secret is needed (KMC, Settings, Integration settings); set {SECRET_VARIABLE}, or give --secret-file FILE or --secret-stdin{besides}"
        ),
    )
}

/// The app token, from a file or from the environment.
pub(crate) fn app_token(file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    let token = match file {
        Some(file) => Some(read_file(file)?),
        None => variable(TOKEN_VARIABLE),
    };
    let Some(token) = token else {
        return Err(Failure::new(
            "missing_app_token",
            format!(
                "the app token is needed (appToken.get, field token); set {TOKEN_VARIABLE}, or give --token-file FILE"
            ),
        ));
    };
    match std::str::from_utf8(&token) {
        Ok(token) => Ok(Zeroizing::new(token.to_owned())),
        Err(_) => Err(Error::foreign("token", Foreign::Text).into()),
    }
}

/// The partner of the option, or else of the environment.
pub(crate) fn partner(option: Option<&str>) -> Result<Option<i32>, Failure> {
    let partner = match option {
        Some(text) => Some(text.to_owned()),
        None => text_variable(PARTNER_VARIABLE)?,
    };
    Ok(partner.map(|text| parse_partner_id(&text)).transpose()?)
}

pub(crate) fn missing_partner() -> Failure {
    Failure::new(
        "missing_partner_id",
        format!(
            "the partner id is needed (KMC, Settings, Integration settings); give --partner-id N, or set {PARTNER_VARIABLE}"
        ),
    )
}

/// The user of the environment.
pub(crate) fn user() -> Result<Option<String>, Failure> {
    text_variable(USER_VARIABLE)
}

/// A variable of the environment; an empty one counts as unset.
fn variable(name: &str) -> Option<Text> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(|value| Zeroizing::new(value.into_encoded_bytes()))
}

fn text_variable(name: &'static str) -> Result<Option<String>, Failure> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Failure::usage(format!("{name} in the environment is not UTF-8 text")))
        }
    }
}

fn read_file(file: &Path) -> Result<Text, Failure> {
    let name = file.display().to_string();
    let reader = File::open(file).map_err(|error| Failure::io(&name, &error))?;
    read_line(reader, &name)
}

/// The one line that a file with a secret has, without its end.
fn read_line(reader: impl Read, name: &str) -> Result<Text, Failure> {
    let room = usize::try_from(MAX_SECRET).unwrap_or_default() + 1;
    let mut text = Zeroizing::new(Vec::with_capacity(room));
    reader
        .take(MAX_SECRET + 1)
        .read_to_end(&mut text)
        .map_err(|error| Failure::io(name, &error))?;
    if text.last() == Some(&b'\n') {
        text.pop();
        if text.last() == Some(&b'\r') {
            text.pop();
        }
    }
    let problem = if text.contains(&b'\n') {
        "has more than one line; a file holds one secret (give --secret-file again for another)"
    } else if text.len() >= room {
        "is too long for a secret; give the file that holds the secret and nothing else"
    } else {
        return Ok(text);
    };
    Err(Failure::new("invalid_secret", format!("{name} {problem}")))
}
