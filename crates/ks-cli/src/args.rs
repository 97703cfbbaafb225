//! The command line. Completions and man pages are made from it.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::Error;
use clap::{Arg, Args, Command as ClapCommand, Parser, Subcommand};
use clap_complete::Shell;

const AFTER_HELP: &str = "\
Secrets are never arguments: set KALTURA_ADMIN_SECRET, or give --secret-file or
--secret-stdin. KALTURA_PARTNER_ID and KALTURA_USER_ID stand in for --partner-id
and --user-id.

Exit status: 0 yes or done, 1 the answer is no (bad signature, expired, not
granted), 2 wrong usage or input. An error is one line on standard error,
`error[code]: sentence`; with --json it is an object on standard output too.
`notes` in an answer tell of a KS of another partner than the one given, and of
other KSs in the text.";

/// Make, read, check and explain Kaltura Sessions (KS), without a network
#[derive(Debug, Parser)]
#[command(
    name = "ks",
    version,
    after_help = AFTER_HELP,
    subcommand_required = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Generate(Box<Generate>),
    Decode(Decode),
    Explain(Explain),
    Verify(Verify),
    Inspect(Inspect),
    Renew(Renew),
    Lint(Box<Lint>),
    AppToken(AppToken),
    Privileges(Privileges),
    Completions(Completions),
    Man(Man),
}

/// Make a KS; only the KS is written to standard output
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ks generate --partner-id 1234567 -u user@example.com -p sview:0_abc123,list:*
  ks generate --partner-id 1234567 -u admin -t admin -e 1h
  printf '{\"user_id\":\"ann\"}\n' | ks generate --partner-id 1234567 --batch -

What the server will ignore, misread or refuse is told on standard error, as by
ks lint.

A line of --batch is an object with any of user_id, anonymous, type (0 or 2),
partner_id, expiry, expires_at, privileges (text, list or map), version,
master_partner_id, additional_data and nonce. What it leaves out, or gives as
null, is taken from the options.")]
pub(crate) struct Generate {
    #[command(flatten)]
    pub(crate) session: SessionArgs,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) clock: Clock,
    /// The 16 random bytes as hex (v1: any text); for tests only, since equal
    /// KSs are counted and ended together
    #[arg(long, value_name = "HEX", conflicts_with = "batch")]
    pub(crate) nonce: Option<String>,
    /// Make a KS for each line of a JSON Lines file, or of standard input (-);
    /// the other options are the defaults
    #[arg(long, value_name = "FILE|-")]
    pub(crate) batch: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Show everything in a KS, as the server reads it
#[derive(Debug, Args)]
pub(crate) struct Decode {
    #[command(flatten)]
    pub(crate) ks: KsArg,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) partner: Partner,
    #[command(flatten)]
    pub(crate) clock: Clock,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Say what Kaltura would answer to a KS, and why
#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) ks: KsArg,
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    /// Ask whether the server would grant this privilege (repeatable, or several
    /// joined with commas)
    #[arg(long, value_name = "NAME[:VALUE]", alias = "require")]
    pub(crate) can: Vec<String>,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) partner: Partner,
    #[command(flatten)]
    pub(crate) clock: Clock,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Accept or refuse a KS, strictly, for scripts and services
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 the KS is valid; 1 it is not, or the text is no KS; 2 nobody can
tell yet (no secret, no partner, an address that the KS asks for).")]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) ks: KsArg,
    #[command(flatten)]
    pub(crate) partner: Partner,
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    /// Refuse a KS without this privilege (repeatable, or several joined with
    /// commas)
    #[arg(long, value_name = "NAME[:VALUE]", alias = "can")]
    pub(crate) require: Vec<String>,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) clock: Clock,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Look at a KS without a secret; nothing it shows is verified
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub(crate) ks: KsArg,
    #[command(flatten)]
    pub(crate) clock: Clock,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Sign a KS anew with another expiry; a URL, JSON body or log comes back with
/// its KSs replaced
#[derive(Debug, Args)]
pub(crate) struct Renew {
    #[command(flatten)]
    pub(crate) ks: KsArg,
    #[command(flatten)]
    pub(crate) expiry: ExpiryArgs,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) partner: Partner,
    #[command(flatten)]
    pub(crate) clock: Clock,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Advice on a session before it is made, or on a KS: what the server will
/// ignore, misread or grant too widely
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0, with advice and without; 2 for what cannot be made or read.")]
pub(crate) struct Lint {
    /// A KS, or text with one in it; - or nothing reads standard input. Needs a
    /// secret
    #[arg(value_name = "KS")]
    pub(crate) ks: Option<OsString>,
    #[command(flatten)]
    pub(crate) session: SessionArgs,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) clock: Clock,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Hash an app token for appToken.startSession; the token is taken from
/// KALTURA_APP_TOKEN or --token-file
#[derive(Debug, Args)]
pub(crate) struct AppToken {
    /// The KS that the call itself carries, exactly as it is sent; - or nothing
    /// reads standard input
    #[arg(value_name = "KS")]
    pub(crate) ks: Option<OsString>,
    /// The hash type of the app token
    #[arg(long, value_name = "TYPE", default_value = "sha1",
          value_parser = Suggested(&["sha1", "md5", "sha256", "sha512"]))]
    pub(crate) hash_type: String,
    /// A file with the app token
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// The privileges that the server, the guides and the SDKs know
#[derive(Debug, Args)]
pub(crate) struct Privileges {
    /// Show what is known of this one
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Write a completion script for a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// Write the man page of ks, or of one of its commands
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command; none for ks itself
    pub(crate) command: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    /// Answer in JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Clock {
    /// The clock in Unix seconds, instead of the system's
    #[arg(long, value_name = "UNIX", allow_hyphen_values = true)]
    pub(crate) now: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct KsArg {
    /// A KS, or a URL, JSON body or log line with one in it; - or nothing reads
    /// standard input
    #[arg(value_name = "KS|URL|TEXT")]
    pub(crate) ks: Option<OsString>,
}

#[derive(Debug, Args)]
pub(crate) struct Partner {
    /// The partner id [env: KALTURA_PARTNER_ID]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) partner_id: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SecretArgs {
    /// A file with an admin secret, instead of KALTURA_ADMIN_SECRET; several
    /// while it is rotated, the current one first (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Vec<PathBuf>,
    /// Read the admin secret from standard input
    #[arg(long, conflicts_with = "secret_file")]
    pub(crate) secret_stdin: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// The client's address, for iprestrict
    #[arg(long, value_name = "IP")]
    pub(crate) remote_addr: Option<String>,
    /// Path and query of the request, for urirestrict
    #[arg(long, value_name = "URI")]
    pub(crate) request_uri: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExpiryArgs {
    /// How long it lives: seconds, or 24h, 7d, '1h 30m' [default: 86400]
    #[arg(short = 'e', long, value_name = "SECONDS|DURATION", allow_hyphen_values = true)]
    pub(crate) expiry: Option<String>,
    /// When it ends, in Unix seconds, instead of --expiry
    #[arg(long, value_name = "UNIX", allow_hyphen_values = true)]
    pub(crate) expires_at: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SessionArgs {
    /// The partner id [env: KALTURA_PARTNER_ID]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) partner_id: Option<String>,
    /// The user [env: KALTURA_USER_ID]
    #[arg(short = 'u', long, value_name = "USER")]
    pub(crate) user_id: Option<String>,
    /// A session without a user
    #[arg(long)]
    pub(crate) anonymous: bool,
    /// user (0) for end users, admin (2) for your own servers [default: user]
    #[arg(short = 't', long = "type", value_name = "TYPE", allow_negative_numbers = true,
          value_parser = Suggested(&["user", "admin", "0", "2"]))]
    pub(crate) session_type: Option<String>,
    #[command(flatten)]
    pub(crate) expiry: ExpiryArgs,
    /// Privileges as Kaltura's text: name or name:value, joined with commas
    #[arg(short = 'p', long, value_name = "TEXT")]
    pub(crate) privileges: Option<String>,
    /// One privilege, added to --privileges (repeatable)
    #[arg(long, value_name = "NAME[:VALUE]")]
    pub(crate) privilege: Vec<String>,
    /// The KS version, 2 or 1 [default: 2]
    #[arg(short = 'v', long, value_name = "VERSION", allow_negative_numbers = true,
          value_parser = Suggested(&["1", "2"]))]
    pub(crate) ks_version: Option<String>,
    /// The partner that acts for this one; rarely needed
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) master_partner_id: Option<String>,
    /// Free text that the server carries along
    #[arg(long, value_name = "TEXT")]
    pub(crate) additional_data: Option<String>,
}

/// Any text, with values that help and completions show. What is not among them
/// goes to the core too, whose errors have codes of their own.
#[derive(Debug, Clone)]
struct Suggested(&'static [&'static str]);

impl TypedValueParser for Suggested {
    type Value = String;

    fn parse_ref(
        &self,
        command: &ClapCommand,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(PossibleValue::new)))
    }
}
