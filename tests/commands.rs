//! The command line, as transcripts in `tests/cmd`. Each runs in a folder of its own, with a home, an author and a date of its own, so that
//! it passes on any machine and in any order.

use std::path::{Path, PathBuf};

fn git() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("git")).find(|git| git.is_file());
    found.expect("git is installed")
}

#[test]
fn transcripts() {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("home");
    trycmd::TestCases::new()
        .env("HOME", home.to_string_lossy())
        .env("XDG_CONFIG_HOME", home.to_string_lossy())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_PAGER", "cat")
        .env("GIT_CEILING_DIRECTORIES", env!("CARGO_MANIFEST_DIR"))
        .env("SUPPORTPLAN_TODAY", "2026-11-20")
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        .env("COLUMNS", "100")
        .env("NO_COLOR", "1")
        .env("VISUAL", "")
        .env("EDITOR", "")
        .register_bin("git", git())
        .case("tests/cmd/*.trycmd");
}
