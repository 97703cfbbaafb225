//! The admin secrets and the app token, and where they are read from.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use ks_core::interop::Unrepresentable;
use ks_core::{Error, Keyring};
use zeroize::Zeroizing;

use crate::args::SecretArgs;
use crate::environment::SecretBytes;
use crate::failure::Failure;
use crate::{environment, protect};

/// Longer than any secret. The buffer has this capacity from the start, because
/// growing it would leave copies of the secret in memory.
const MAX_SECRET: usize = 16 * 1024;

/// At least one admin secret, the current one first.
pub(crate) struct Secrets(Vec<SecretBytes>);

impl Secrets {
    /// Reads the secrets from the options, the environment or the terminal.
    pub(crate) fn read(args: &SecretArgs) -> Result<Self, Failure> {
        protect::forbid_core_dumps();
        let secrets = Self::find(args)?;
        protect::forbid_inspection();
        Ok(secrets)
    }

    fn find(args: &SecretArgs) -> Result<Self, Failure> {
        if args.secret_stdin {
            let stdin = io::stdin().lock();
            if stdin.is_terminal() {
                return Err(Failure::usage(
                    "--secret-stdin reads a pipe or a file; on a terminal, omit it and ks asks for the secret",
                ));
            }
            return Ok(Self(vec![read_line(stdin, "standard input")?]));
        }
        if let Some(command) = &args.secret_command {
            return Ok(Self(vec![run_command(command)?]));
        }
        if !args.secret_file.is_empty() {
            let files = args.secret_file.iter().map(|file| read_file(file));
            return Ok(Self(files.collect::<Result<_, _>>()?));
        }
        match environment::secret(&environment::SECRET) {
            Some(secret) => Ok(Self(vec![secret])),
            None => match prompt("Admin secret: ")? {
                Some(secret) => Ok(Self(vec![secret])),
                None => Err(missing_secret("")),
            },
        }
    }

    /// Returns the secret to sign with.
    pub(crate) fn current(&self) -> &[u8] {
        self.0.first().map_or(&[], |secret| secret)
    }

    /// Returns a keyring of all secrets.
    pub(crate) fn keyring(&self) -> Result<Keyring, Failure> {
        Ok(Keyring::with_secrets(self.0.iter().map(|secret| &***secret))?)
    }
}

/// Returns whether an option or the environment gives a secret.
pub(crate) fn is_given(args: &SecretArgs) -> bool {
    args.secret_stdin
        || args.secret_command.is_some()
        || !args.secret_file.is_empty()
        || environment::secret(&environment::SECRET).is_some()
}

/// Reads the secrets for a command that reads a KS.
pub(crate) fn reading_keyring(args: &SecretArgs) -> Result<Keyring, Failure> {
    match Secrets::read(args) {
        Err(failure) if failure.code == "missing_secret" => {
            Err(missing_secret(". Without a secret, use `ks inspect`"))
        }
        read => read?.keyring(),
    }
}

fn missing_secret(alternative: &str) -> Failure {
    Failure::new(
        "missing_secret",
        format!(
            "the admin secret is missing; set {}, or use --secret-file, --secret-stdin or --secret-command. The secret is in the Kaltura Management Console (KMC) under Settings, Integration settings{alternative}",
            environment::SECRET[0]
        ),
    )
}

/// Reads the app token from a file or from the environment.
pub(crate) fn app_token(file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    protect::forbid_core_dumps();
    let token = match file {
        Some(file) => Some(read_file(file)?),
        None => match environment::secret(&[environment::APP_TOKEN]) {
            Some(token) => Some(token),
            None => prompt("App token: ")?,
        },
    };
    protect::forbid_inspection();
    let Some(token) = token else {
        return Err(Failure::new(
            "missing_app_token",
            format!(
                "the app token is missing (appToken.get, field token); set {}, or use --token-file FILE",
                environment::APP_TOKEN
            ),
        ));
    };
    match std::str::from_utf8(&token) {
        Ok(token) => Ok(Zeroizing::new(token.to_owned())),
        Err(_) => Err(Error::unrepresentable("token", Unrepresentable::Text).into()),
    }
}

/// Asks for a secret without showing it. Returns `None` if nobody can answer.
fn prompt(question: &str) -> Result<Option<SecretBytes>, Failure> {
    // The question is written to the terminal itself, so it can be asked while
    // standard input is a pipe, but not in a script whose errors go to a file.
    if !io::stderr().is_terminal() {
        return Ok(None);
    }
    match rpassword::prompt_password(question) {
        Ok(secret) if secret.is_empty() => Ok(None),
        Ok(secret) => Ok(Some(Zeroizing::new(secret.into_bytes()))),
        Err(error) if error.kind() == io::ErrorKind::Interrupted => {
            Err(Failure::io("terminal", &error))
        }
        // A process without a terminal.
        Err(_) => Ok(None),
    }
}

/// Runs the command and reads the secret from its standard output.
fn run_command(command: &str) -> Result<SecretBytes, Failure> {
    let failed = |reason: String| {
        Failure::new("secret_command", format!("--secret-command failed: {reason}"))
    };
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut child = Command::new(shell)
        .args([flag, command])
        // Standard input may contain the KS.
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("{shell}: {error}")))?;
    let secret = match child.stdout.take() {
        Some(stdout) => read_line(stdout, "--secret-command"),
        None => Err(failed("it has no standard output".into())),
    };
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(format!("it ended with {status}")));
    }
    match secret? {
        secret if secret.is_empty() => Err(failed("it printed nothing".into())),
        secret => Ok(secret),
    }
}

fn read_file(file: &Path) -> Result<SecretBytes, Failure> {
    let name = file.display().to_string();
    let reader = File::open(file).map_err(|error| Failure::io(&name, &error))?;
    protect::warn_if_readable_by_others(&reader, &name);
    read_line(reader, &name)
}

/// Reads one line without its end.
fn read_line(reader: impl Read, name: &str) -> Result<SecretBytes, Failure> {
    let capacity = MAX_SECRET + 1;
    let mut text = Zeroizing::new(Vec::with_capacity(capacity));
    reader
        .take(capacity as u64)
        .read_to_end(&mut text)
        .map_err(|error| Failure::io(name, &error))?;
    if text.last() == Some(&b'\n') {
        text.pop();
        if text.last() == Some(&b'\r') {
            text.pop();
        }
    }
    let problem = if text.contains(&b'\n') {
        "contains more than one line; it must contain one secret and nothing else. For several secrets, repeat --secret-file"
    } else if text.len() >= capacity {
        "is too long for a secret; it must contain one secret and nothing else"
    } else {
        return Ok(text);
    };
    Err(Failure::new("invalid_secret", format!("{name} {problem}")))
}
