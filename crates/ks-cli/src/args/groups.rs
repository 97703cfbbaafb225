//! Groups of options that several commands share.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;

use clap::Args;

use super::values::{privilege_names, recipe_names, suggested};

#[derive(Debug, Args)]
pub(crate) struct Output {
    /// Print the result as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Jobs {
    /// The number of threads for --batch [default: one per processor]
    #[arg(long, value_name = "N", requires = "batch")]
    pub(crate) jobs: Option<NonZero<usize>>,
}

/// The option to read every KS of a log.
#[derive(Debug, Args)]
pub(crate) struct Batch {
    /// Read every KS in the lines of a log or JSON Lines file, or of standard input
    /// (-), and print a JSON object for each
    #[arg(long, value_name = "FILE|-", conflicts_with = "ks")]
    pub(crate) batch: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) jobs: Jobs,
}

#[derive(Debug, Args)]
pub(crate) struct Clock {
    /// Use this time instead of the system clock: Unix seconds, a date or an
    /// RFC 3339 time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) now: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct KsArg {
    /// A KS, or a URL, JSON body or log line that contains one. Use - or omit it
    /// to read standard input
    #[arg(value_name = "KS|URL|TEXT")]
    pub(crate) ks: Option<OsString>,
}

#[derive(Debug, Args)]
pub(crate) struct Partner {
    /// The partner id [env: KALTURA_PARTNER_ID]
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    pub(crate) partner_id: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SecretArgs {
    /// Read the admin secret from a file instead of KALTURA_ADMIN_SECRET. During
    /// a rotation, repeat the option and give the current secret first
    #[arg(long, value_name = "FILE")]
    pub(crate) secret_file: Vec<PathBuf>,
    /// Read the admin secret from standard input
    #[arg(long, conflicts_with = "secret_file")]
    pub(crate) secret_stdin: bool,
    /// Run a command that prints the admin secret, such as 'pass show kaltura'
    #[arg(long, value_name = "COMMAND", conflicts_with_all = ["secret_file", "secret_stdin"])]
    pub(crate) secret_command: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct RequestArgs {
    /// The address of the client, which iprestrict checks
    #[arg(long, value_name = "IP")]
    pub(crate) remote_addr: Option<String>,
    /// The path and query of the request, which urirestrict checks
    #[arg(long, value_name = "URI")]
    pub(crate) request_uri: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExpiryArgs {
    /// The lifetime: seconds, or a duration such as 24h, 7d or '1h 30m'
    /// [default: 86400]
    #[arg(short = 'e', long, value_name = "SECONDS|DURATION", allow_hyphen_values = true)]
    pub(crate) expiry: Option<String>,
    /// The end of the session, instead of --expiry: Unix seconds, a date or an
    /// RFC 3339 time, in UTC unless it has an offset
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub(crate) expires_at: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct SessionArgs {
    #[command(flatten)]
    pub(crate) partner: Partner,
    /// The user id [env: KALTURA_USER_ID]
    #[arg(short = 'u', long, value_name = "USER")]
    pub(crate) user_id: Option<String>,
    /// Create a session without a user
    #[arg(long)]
    pub(crate) anonymous: bool,
    /// The session type: user (0) for end users, admin (2) for your own servers
    /// [default: user]
    #[arg(short = 't', long = "type", value_name = "TYPE", allow_negative_numbers = true,
          hide_possible_values = true, value_parser = suggested(&["user", "admin", "0", "2"]))]
    pub(crate) session_type: Option<String>,
    #[command(flatten)]
    pub(crate) expiry: ExpiryArgs,
    /// Start from a recipe; ks recipes lists them. The other options take precedence
    #[arg(long, value_name = "NAME", hide_possible_values = true, value_parser = recipe_names())]
    pub(crate) recipe: Option<String>,
    /// Fill in a field of the recipe (repeatable)
    #[arg(long, value_name = "FIELD=VALUE", requires = "recipe")]
    pub(crate) set: Vec<String>,
    /// The privileges as Kaltura's text: name or name:value, joined with commas
    #[arg(short = 'p', long, value_name = "TEXT", hide_possible_values = true,
          value_parser = privilege_names())]
    pub(crate) privileges: Option<String>,
    /// One privilege to add to --privileges or the recipe (repeatable)
    #[arg(long, value_name = "NAME[:VALUE]", hide_possible_values = true,
          value_parser = privilege_names())]
    pub(crate) privilege: Vec<String>,
    /// The KS version, 2 or 1 [default: 2]
    #[arg(short = 'v', long, value_name = "VERSION", allow_negative_numbers = true,
          hide_possible_values = true, value_parser = suggested(&["1", "2"]))]
    pub(crate) ks_version: Option<String>,
    /// The partner that acts on behalf of this one; rarely needed
    #[arg(long, value_name = "ID", allow_negative_numbers = true)]
    pub(crate) master_partner_id: Option<String>,
    /// Free text that the server stores in the session
    #[arg(long, value_name = "TEXT")]
    pub(crate) additional_data: Option<String>,
}
