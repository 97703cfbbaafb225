//! The time that reading takes grows in proportion to the length of the text.

use std::time::Duration;

use ks_core::{Privileges, Session, find_all};

use super::properties::{read_everything, signer};
use crate::support::{NOW, seal_v1, seal_v2};

/// Returns the processor time of this thread, which other programs do not change.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the pointer is valid for the call.
    let result = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    assert_eq!(result, 0);
    Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
}

/// Returns the time since the first call, where processor time cannot be read.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

/// Inputs that would take minutes if any function took more than linear time.
#[test]
fn large_input_takes_linear_time() {
    const LARGE: usize = 1_000_000;
    let started = cpu_time();
    let texts = [
        "A".repeat(LARGE),
        "djJ8".repeat(LARGE / 4),
        "djJ8MTAyf/".repeat(LARGE / 10),
        "NWQzYzlhZDBkZTJk/".repeat(LARGE / 17),
        "=".repeat(LARGE),
        "%".repeat(LARGE),
        " ".repeat(LARGE),
        "A ".repeat(LARGE / 2),
        ",".repeat(LARGE),
        "a:1,".repeat(LARGE / 4),
        "\u{feff}".repeat(LARGE / 3),
        "/djJ8".repeat(LARGE / 5),
        "_djJ8MTAyfAAAA".repeat(LARGE / 14),
        "djJ8MTAyfA%2B".repeat(LARGE / 13),
        "-NWQzYzlhZDBkZTJkNWQzYzlhZDBkZTJk".repeat(LARGE / 33),
        "%25".repeat(LARGE / 3),
    ];
    for text in &texts {
        read_everything(text);
        let _ = Privileges::parse(text.as_str());
        let _ = signer().generate(&Session::user(text.as_str()), NOW);
    }
    // Many KSs in one run of base64 characters.
    let ks = signer().generate(&Session::user("u"), NOW).unwrap();
    for between in ["/", "-", ""] {
        let count = LARGE / ks.len();
        assert_eq!(find_all(&[ks.as_str(), between].concat().repeat(count)).count(), count);
    }
    // A long list, repeated; and many names, one of them repeated.
    let list = (0..LARGE / 8).map(|i| format!("{i:07}")).collect::<Vec<_>>().join("/");
    let names = (0..190).map(|i| format!("n{i}:{}", "x".repeat(LARGE / 200))).collect::<Vec<_>>();
    for text in [format!("sview:{list},sview:x"), names.join(",") + ",edit:a,edit:b"] {
        let privileges = Privileges::parse(text.as_str()).unwrap();
        assert!(signer().generate(&Session::user("u").privileges(privileges.clone()), NOW).is_ok());
        assert!(privileges.to_list().len() < 192);
    }
    let many =
        |count: usize, item: &dyn Fn(usize) -> String| (0..count).map(item).collect::<String>();
    for fields in [
        many(LARGE / 8, &|i| format!("p{i}=1&")),
        many(LARGE / 4, &|_| "a=%41&".into()),
        many(LARGE / 8, &|_| "a%5B%5D=1&".into()),
        "[".repeat(LARGE),
        format!("a{}", "%5B%5D".repeat(LARGE / 6)),
    ] {
        read_everything(&seal_v2("102", fields.as_bytes()));
    }
    for privileges in [
        many(LARGE / 8, &|i| format!("p{i}:1,")),
        "a:1,b:1,".repeat(LARGE / 8),
        "sview:0_a,edit:0_b,".repeat(LARGE / 16),
    ] {
        read_everything(&seal_v1(format!("102;102;1700003600;0;r;u;{privileges};;").as_bytes()));
    }
    let took = cpu_time() - started;
    assert!(took < Duration::from_secs(60), "took {took:?}");
}
