//! `supportplan render --pdf`: pages printed into files by a browser of this computer.
//!
//! Chromium and Chrome print what the page says, tagged for those who hear it, in its language and with its title. The browser runs without a
//! window and with a profile of its own, and is told that no other computer exists.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::commands::Ui;
use crate::service::store;

/// What browsers that can do it are called.
const NAMES: [&str; 7] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"];
/// Where they lie on systems that do not name programs.
const PLACES: [&str; 6] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
];
/// How long a page may take.
const LONGEST: Duration = Duration::from_secs(120);
/// What the browser writes into its files, by which one that was made here is known.
const SIGN: &[u8] = b"Skia/PDF";

/// Prints each of `pages` of the folder `out` into a file beside it. Gives the files.
///
/// # Errors
/// There is no such browser, it fails, or something that no browser printed lies in the place of a file.
pub(super) fn print(out: &Path, pages: &[String], ui: &Ui) -> Result<Vec<PathBuf>> {
    let Some(browser) = browser() else {
        bail!(
            "no Chromium or Chrome was found on this computer, so there is no PDF. The pages are made and lie in {}. \
             Open one in any browser and print it there: most can also print into a PDF",
            out.display()
        );
    };
    let room = store::stage(&out.join("pages"), "pdf")?;
    let bar = ui.progress(pages.len());
    let print = |page: &String| {
        let printed = print_one(&browser, &out.join(page), &room);
        bar.inc(1);
        printed
    };
    let printed: Result<Vec<PathBuf>> = pages.iter().map(print).collect();
    bar.finish_and_clear();
    let cleared = store::remove_folder(&room);
    // Why nothing was printed says more than what was left lying about.
    printed.and_then(|printed| cleared.map(|()| printed))
}

/// A browser that can print.
fn browser() -> Option<PathBuf> {
    let named = NAMES.iter().find_map(|name| which::which(name).ok());
    named.or_else(|| PLACES.iter().map(PathBuf::from).find(|place| store::is_plain_file(place)))
}

/// Prints a page into the file of its name that ends in `.pdf`; all else that the browser writes goes into `room`.
fn print_one(browser: &Path, page: &Path, room: &Path) -> Result<PathBuf> {
    let place = page.with_extension("pdf");
    let is_ours = |bytes: &[u8]| memchr::memmem::find(bytes, SIGN).is_some();
    if store::exists(&place) && !(store::is_plain_file(&place) && is_ours(&store::read(&place)?)) {
        bail!(
            "{} is there already and was not printed here, so it is not overwritten. Move it away, or make the pages in another folder",
            place.display()
        );
    }
    let made = room.join("page.pdf");
    store::remove_if_there(&made)?;
    let page = std::path::absolute(page)?;
    let run = Command::new(browser)
        .args(["--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"])
        .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer", "--export-tagged-pdf"])
        .args(no_sandbox())
        .arg(named("--user-data-dir=", &room.join("profile")))
        .arg(named("--print-to-pdf=", &made))
        .arg(address(&page))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut run = run.with_context(|| format!("{} cannot be run", browser.display()))?;
    let is_well = finished(&mut run)?;
    let bytes = if is_well { store::read(&made).unwrap_or_default() } else { Vec::new() };
    if !bytes.starts_with(b"%PDF") {
        bail!("{} made no PDF of {}. Open the page in a browser and print it there", browser.display(), page.display());
    }
    store::write_page(&place, &bytes)?;
    Ok(place)
}

/// Whether the browser came to a good end; one that comes to none is stopped.
fn finished(run: &mut Child) -> Result<bool> {
    let begun = Instant::now();
    loop {
        if let Some(status) = run.try_wait()? {
            return Ok(status.success());
        }
        if begun.elapsed() > LONGEST {
            let _ = run.kill();
            run.wait()?;
            return Ok(false);
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// An option whose value is a path.
fn named(option: &str, path: &Path) -> OsString {
    let mut named = OsString::from(option);
    named.push(path);
    named
}

/// What stands in the address of a file as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b':');

/// A file as an address.
fn address(page: &Path) -> String {
    let path = page.to_string_lossy().replace('\\', "/");
    format!("file://{}{}", if path.starts_with('/') { "" } else { "/" }, utf8_percent_encode(&path, KEPT))
}

/// The browser refuses to shut itself in for the administrator's account, which as a rule is that of a container.
#[cfg(unix)]
fn no_sandbox() -> Option<&'static str> {
    rustix::process::geteuid().is_root().then_some("--no-sandbox")
}

#[cfg(not(unix))]
fn no_sandbox() -> Option<&'static str> {
    None
}
