//! The commands and their arguments. Completions and man pages are generated from
//! them.

mod groups;
mod values;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

pub(crate) use groups::{
    Batch, Clock, ExpiryArgs, Jobs, KsArg, Output, Partner, RequestArgs, SecretArgs, SessionArgs,
};
use values::{privilege_names, recipe_names, suggested};

const AFTER_HELP: &str = "\
A secret is never an argument. Set KALTURA_ADMIN_SECRET (or KALTURA_SECRET), or use
--secret-file, --secret-stdin or --secret-command. On a terminal, ks asks for it.
KALTURA_PARTNER_ID (or KALTURA_PARTNERID) and KALTURA_USER_ID replace --partner-id
and --user-id.

Exit status: 0 success, 1 rejected (bad signature, expired, not granted), 2 invalid
usage or input. An error is one line on standard error, `error[code]: message`. With
--json it is also an object on standard output. If the input contains several KSs, or
a KS of a partner other than --partner-id, the result has `notes` that say so.";

/// Create, decode, verify and explain Kaltura Sessions (KSs) offline
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
    /// Use colors
    // The value is applied before parsing; see `output::choose_color`.
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        display_order = 100
    )]
    color: When,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
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
    Recipes(Recipes),
    Completions(Completions),
    Man(Man),
}

impl Command {
    /// Returns whether the result is to be printed as JSON.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Generate(args) => args.output.json,
            Self::Decode(args) => args.output.json,
            Self::Explain(args) => args.output.json,
            Self::Verify(args) => args.output.json,
            Self::Inspect(args) => args.output.json,
            Self::Renew(args) => args.output.json,
            Self::Lint(args) => args.output.json,
            Self::AppToken(args) => args.output.json,
            Self::Privileges(args) => args.output.json,
            Self::Recipes(args) => args.output.json,
            Self::Completions(_) | Self::Man(_) => false,
        }
    }
}

/// Generate a KS and print it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ks generate --partner-id 1234567 -u user@example.com -p sview:0_abc123,list:*
  ks generate --partner-id 1234567 -u admin -t admin -e 1h
  ks generate --recipe playback --set entry=0_abcd1234 -u user@example.com
  echo '{\"user_id\":\"ann\"}' | ks generate --partner-id 1234567 --batch -

Standard output contains only the KS. If the server would ignore, misread or reject
part of the session, a note on standard error says so. ks lint gives more advice.

Each line of a --batch file is an object with any of user_id, anonymous, type (0 or
2), partner_id, expiry, expires_at, privileges (text, list or map), version,
master_partner_id, additional_data and nonce. A field that is missing or null is
taken from the options.")]
pub(crate) struct Generate {
    #[command(flatten)]
    pub(crate) session: SessionArgs,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) clock: Clock,
    /// The nonce: 16 bytes in hex, or any text for v1. For tests only, because the
    /// server treats identical KSs as one session
    #[arg(long, value_name = "HEX", conflicts_with = "batch")]
    pub(crate) nonce: Option<String>,
    /// Generate a KS for each line of a JSON Lines file, or of standard input (-).
    /// The other options apply to the fields that a line does not set
    #[arg(long, value_name = "FILE|-")]
    pub(crate) batch: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) jobs: Jobs,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Print everything in a KS, as the server reads it
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
    pub(crate) batch: Batch,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Explain what Kaltura would answer to a KS, or one of its error answers
#[derive(Debug, Args)]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) ks: KsArg,
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    /// Check whether the server would grant this privilege (repeatable, or several
    /// joined with commas)
    #[arg(long, value_name = "NAME[:VALUE]", alias = "require", hide_possible_values = true,
          value_parser = privilege_names())]
    pub(crate) can: Vec<String>,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) partner: Partner,
    #[command(flatten)]
    pub(crate) clock: Clock,
    #[command(flatten)]
    pub(crate) batch: Batch,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Accept or reject a KS by strict rules, for scripts and services
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0 valid; 1 rejected, or not a KS; 2 undecided, because the secret, the
partner id, or the client address or request URI that the KS requires is missing.")]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) ks: KsArg,
    #[command(flatten)]
    pub(crate) partner: Partner,
    #[command(flatten)]
    pub(crate) request: RequestArgs,
    /// Reject a KS without this privilege (repeatable, or several joined with
    /// commas)
    #[arg(long, value_name = "NAME[:VALUE]", alias = "can", hide_possible_values = true,
          value_parser = privilege_names())]
    pub(crate) require: Vec<String>,
    #[command(flatten)]
    pub(crate) secret: SecretArgs,
    #[command(flatten)]
    pub(crate) clock: Clock,
    #[command(flatten)]
    pub(crate) batch: Batch,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Print what a KS shows without a secret; nothing is verified
#[derive(Debug, Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub(crate) ks: KsArg,
    #[command(flatten)]
    pub(crate) clock: Clock,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Re-sign a KS with a new expiry; a URL, JSON body or log is printed with its KSs
/// replaced
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

/// Give advice on a planned session or a KS: what the server would ignore, misread or
/// grant too widely
#[derive(Debug, Args)]
#[command(after_help = "\
Exit status: 0, with or without advice; 2 if the session is invalid or the KS cannot
be read.")]
pub(crate) struct Lint {
    /// A KS, or text that contains one. Use - or omit it to read standard input. This
    /// requires a secret
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

/// Hash an app token for appToken.startSession; the token is read from
/// KALTURA_APP_TOKEN or --token-file
#[derive(Debug, Args)]
pub(crate) struct AppToken {
    /// The KS that you send with appToken.startSession, exactly as you send it. Use -
    /// or omit it to read standard input
    #[arg(value_name = "KS")]
    pub(crate) ks: Option<OsString>,
    /// The hash type of the app token: sha1, md5, sha256 or sha512
    /// [default: sha1]
    #[arg(long, value_name = "TYPE", hide_possible_values = true,
          value_parser = suggested(&["sha1", "md5", "sha256", "sha512"]))]
    pub(crate) hash_type: Option<String>,
    /// Read the app token from a file
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// List the known privileges
#[derive(Debug, Args)]
pub(crate) struct Privileges {
    /// Print the details of this privilege
    #[arg(hide_possible_values = true, value_parser = privilege_names())]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// List the recipes: sessions that Kaltura's guides recommend
#[derive(Debug, Args)]
pub(crate) struct Recipes {
    /// Print the details of this recipe
    #[arg(hide_possible_values = true, value_parser = recipe_names())]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// Print the man page of ks or of one of its commands
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command; omit it for the page of ks itself
    pub(crate) command: Option<String>,
    /// Write all pages to this directory instead
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    pub(crate) dir: Option<PathBuf>,
}
