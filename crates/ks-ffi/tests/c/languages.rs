//! The programs of `docs/other-languages.md`, run as they stand there, and with
//! another user.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{need, prefix, root, scratch, stdout_of};

const STORY: &str = "made: djJ8MTIzNDU2...\nverified: user@example.com\nrefused: wrong_partner\n";

/// A program of the page.
struct Program {
    language: &'static str,
    file: &'static str,
    /// The user, as the program writes it.
    user: &'static str,
    /// A line behind which the user is set already, and what takes it away.
    anonymous: (&'static str, &'static str),
}

impl Program {
    /// The code on the page.
    fn code(&self) -> String {
        let page = fs::read_to_string(root().join("docs/other-languages.md")).unwrap();
        assert!(page.contains(&format!("```text\n{STORY}```")), "the page shows what they print");
        let (_, code) = page.split_once(&format!("```{}\n", self.language)).unwrap();
        let (code, _) = code.split_once("\n```").unwrap();
        format!("{code}\n")
    }

    /// Writes a variant of the program to a place of its own.
    fn write(&self, variant: &str, code: &str) -> PathBuf {
        let path = scratch(&format!("{}-{variant}", self.language)).join(self.file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, code).unwrap();
        path
    }

    fn tells_its_stories(&self, command: impl Fn(&Path) -> Command) {
        let run = |variant, code: &str| {
            let mut command = command(&self.write(variant, code));
            command.env("KS_PREFIX", prefix());
            command
        };
        let code = self.code();
        assert_eq!(stdout_of(&mut run("page", &code)), STORY);

        // Nobody: that must not be told from what was in the buffer before.
        let (line, unset) = self.anonymous;
        let anonymous = replace_one(&code, line, &format!("{line}\n{unset}"));
        let story = STORY.replace("user@example.com", "(no user)");
        assert_eq!(stdout_of(&mut run("anonymous", &anonymous)), story);

        // A user with a NUL inside is refused, and not cut to another user.
        let nul = replace_one(&code, self.user, r#""user\000x""#);
        let output = run("nul", &nul).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(!output.status.success(), "{said}");
        assert!(said.contains("user_id: contains a NUL character"), "{said}");
    }
}

fn replace_one(code: &str, from: &str, to: &str) -> String {
    assert_eq!(code.matches(from).count(), 1, "{from}");
    code.replace(from, to)
}

#[test]
fn php() {
    need("php", "php-cli");
    let program = Program {
        language: "php",
        file: "ks.php",
        user: "'user@example.com'",
        anonymous: (
            "$session->expiry = 3600;",
            "$session->user_id = null; $session->user_id_length = 0; $session->anonymous = 1;",
        ),
    };
    // Every warning of PHP's fails the comparison.
    let settings = ["-d", "error_reporting=-1", "-d", "display_errors=1"];
    program.tells_its_stories(|file| {
        let mut command = Command::new("php");
        command.args(settings).arg(file);
        command
    });
    // PHP 8.3 deprecates these two without an object.
    assert!(!program.code().contains("FFI::new") && !program.code().contains("FFI::cast"));
}

#[test]
fn go() {
    need("go", "golang-go");
    need("pkg-config", "pkg-config");
    let program = Program {
        language: "go",
        file: "main.go",
        user: r#""user@example.com""#,
        anonymous: (
            "session.expiry = C.int64_t(expiry)",
            "session.user_id, session.user_id_length, session.anonymous = nil, 0, 1",
        ),
    };
    let lib = prefix().join("lib").display().to_string();
    let go_run = |file: &Path, key: &str, value: &str| {
        let mut command = Command::new("go");
        command
            .arg("run")
            .arg(file)
            .env("GO111MODULE", "off")
            .env("CGO_ENABLED", "1")
            .env("PKG_CONFIG_PATH", prefix().join("lib/pkgconfig"))
            .env(key, value);
        command
    };
    program.tells_its_stories(|file| go_run(file, "LD_LIBRARY_PATH", &lib));
    // The other way that the page names.
    let file = program.write("rpath", &program.code());
    assert_eq!(stdout_of(&mut go_run(&file, "CGO_LDFLAGS", &format!("-Wl,-rpath,{lib}"))), STORY);
}

#[test]
fn ruby() {
    need("ruby", "ruby");
    let program = Program {
        language: "ruby",
        file: "ks.rb",
        user: r#""user@example.com""#,
        anonymous: (
            "session.expiry = 3600",
            "session.user_id = 0; session.user_id_length = 0; session.anonymous = 1",
        ),
    };
    program.tells_its_stories(|file| {
        let mut command = Command::new("ruby");
        command.arg("-w").arg(file);
        command
    });
}

#[test]
fn java() {
    need("java", "default-jdk-headless");
    let jna = ["/usr/share/java/jna.jar"].map(PathBuf::from);
    let jna = jna.iter().find(|jar| jar.exists());
    let jna = jna.expect("JNA is missing: apt-get install libjna-java");
    let program = Program {
        language: "java",
        file: "KsExample.java",
        user: r#""user@example.com""#,
        anonymous: (
            "session.expiry = 3600;",
            "session.userId = null; session.userIdLength = 0; session.anonymous = 1;",
        ),
    };
    program.tells_its_stories(|file| {
        let mut command = Command::new("java");
        command.arg("-cp").arg(jna).arg(file);
        command
    });
}
