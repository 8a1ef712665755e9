//! What `verify` proves, and what it finds once something was damaged, taken away, changed or rewritten.
#![expect(clippy::disallowed_methods, reason = "these tests play whoever damages a repository")]

mod place;

use std::fs;
use std::path::{Path, PathBuf};

use place::{PLAN, Place};
use sha2::{Digest as _, Sha256};

const FORMAL: &str = "residents/R-0142/formal/2026-10-26.md";

/// Edits the plan and saves it: the name of the new commit.
fn saved(place: &Place, hours: &str) -> String {
    let text = place.read(PLAN);
    let line = text.lines().find(|line| line.starts_with("commissioned_hours: ")).expect("a line");
    place.edit(PLAN, line, &format!("commissioned_hours: {hours}"));
    let (status, said) = place.plan(&["save", "142", "--by", "priya-n"]);
    assert_eq!(status, Some(0), "{said}");
    place.git(&["rev-parse", "HEAD"]).trim().to_owned()
}

/// Where an object of the last save lies as a file of its own.
fn loose(place: &Place, name: &str) -> PathBuf {
    let id = place.git(&["rev-parse", name]);
    place.root().join(".git/objects").join(&id[..2]).join(id[2..].trim())
}

fn overwrite(path: &Path, change: impl Fn(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).expect("a file");
    change(&mut bytes);
    fs::remove_file(path).expect("removed");
    fs::write(path, bytes).expect("written");
}

fn verify(place: &Place, status: i32) -> String {
    let (ended, said) = place.plan(&["verify"]);
    assert_eq!(ended, Some(status), "{said}");
    said
}

#[test]
fn the_example_is_proven() {
    let place = Place::demo();
    let said = verify(&place, 0);
    let count = place.git(&["rev-list", "--objects", "--all"]).lines().count();
    assert!(said.contains(&format!("proven  {count} objects in 72 saves")), "{said}");
    assert!(said.contains("proven  101 versions of 72 records: each can be read"), "{said}");
    assert!(said.contains("proven  6 plans named in 3 formal reviews"), "{said}");
    assert!(said.contains("looked at for the first time"), "{said}");
    assert!(verify(&place, 0).contains("nothing was rewritten"));
    assert_eq!(place.git(&["status", "--short"]), "");
}

#[test]
fn a_new_service_has_nothing_to_prove() {
    let place = Place::empty();
    let staff = "Priya N <priya.n@larch-house.example>";
    assert_eq!(place.run(place.folder.path(), &["init", "d", "--staff", staff]).status.code(), Some(0));
    verify(&place, 0);
    fs::remove_dir_all(place.root().join(".git")).expect("removed");
    place.git(&["init", "--quiet"]);
    assert!(verify(&place, 0).contains("nothing was saved yet"));
}

#[test]
fn a_damaged_object_is_named_with_what_needs_it() {
    let place = Place::demo();
    let commit = saved(&place, "6.5");
    overwrite(&loose(&place, &format!("HEAD:{PLAN}")), |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x10;
    });
    let said = verify(&place, 1);
    assert!(said.starts_with(&format!("{PLAN}: a version is damaged in git (object ")), "{said}");
    assert!(said.contains(&format!("the save {} of ", &commit[..7])), "{said}");
    // An empty file is what a power cut may leave.
    overwrite(&loose(&place, &format!("HEAD:{PLAN}")), Vec::clear);
    assert!(verify(&place, 1).contains("1 is missing or damaged"));
}

#[test]
fn a_missing_object_is_named_whichever_it_is() {
    let place = Place::demo();
    let middle = saved(&place, "6.5");
    let last = saved(&place, "7");
    for (what, named) in [
        (format!("HEAD:{PLAN}"), format!("{PLAN}: a version is missing from git")),
        ("HEAD:residents/R-0142".to_owned(), "residents/R-0142: a version is missing from git".to_owned()),
        ("HEAD^{tree}".to_owned(), "the whole folder: a version is missing from git".to_owned()),
        ("HEAD".to_owned(), format!("commit {}: a save or tag is missing from git", &last[..7])),
        ("HEAD~1".to_owned(), format!("commit {}: a save or tag is missing from git", &middle[..7])),
    ] {
        let (path, aside) = (loose(&place, &what), place.folder.path().join("aside"));
        fs::rename(&path, &aside).expect("taken away");
        let said = verify(&place, 1);
        assert!(said.contains(&named), "{what}: {said}");
        assert_eq!(said.contains(&format!("the save {} of ", &last[..7])), what != "HEAD", "{what}: {said}");
        fs::rename(&aside, &path).expect("put back");
    }
    verify(&place, 0);
}

#[test]
fn an_object_that_only_the_index_needs_is_looked_at() {
    let place = Place::demo();
    place.write("notes.txt", "staged\n");
    place.git(&["add", "notes.txt"]);
    verify(&place, 0);
    fs::remove_file(loose(&place, ":notes.txt")).expect("removed");
    assert!(verify(&place, 1).contains("notes.txt: a version is missing from git"));
}

#[test]
fn what_a_power_cut_leaves_empty_is_named() {
    let place = Place::demo();
    place.git(&["branch", "other"]);
    verify(&place, 0);
    for (file, named) in [
        ("refs/heads/main", "HEAD: git's note of what was saved last cannot be read"),
        ("refs/heads/other", "refs/heads/other: this branch or tag cannot be read"),
        ("index", "git's index: it cannot be read"),
    ] {
        let path = place.root().join(".git").join(file);
        let kept = fs::read(&path).expect("a file");
        fs::write(&path, "").expect("written");
        let said = verify(&place, 1);
        assert!(said.contains(named), "{file}: {said}");
        fs::write(&path, kept).expect("put back");
    }
    fs::write(place.root().join(".git/index"), "garbage").expect("written");
    assert!(verify(&place, 1).contains("git's index: it cannot be read"));
}

#[test]
fn a_flipped_byte_anywhere_in_a_pack_is_found() {
    let place = Place::demo();
    place.git(&["repack", "-adq"]);
    let packs = fs::read_dir(place.root().join(".git/objects/pack")).expect("packs");
    let mut packs = packs.map(|entry| entry.expect("an entry").path());
    let pack = packs.find(|path| path.extension().is_some_and(|ending| ending == "pack")).expect("a pack");
    let length = fs::read(&pack).expect("a pack").len();
    verify(&place, 0);
    for part in 0..16 {
        // Neither the pack's head nor its own checksum at the end.
        let at = 13 + part * (length - 40) / 16;
        let flip = |bytes: &mut Vec<u8>| bytes[at] ^= 0x01;
        overwrite(&pack, flip);
        let (status, said) = place.plan(&["verify"]);
        assert_eq!(status, Some(1), "byte {at}: {said}");
        assert!(said.contains("git (object"), "byte {at}: {said}");
        overwrite(&pack, flip);
    }
    verify(&place, 0);
}

#[test]
fn what_was_rewritten_is_found_until_it_is_accepted() {
    let place = Place::demo();
    saved(&place, "6.5");
    let lost = saved(&place, "7");
    verify(&place, 0);
    place.git(&["commit", "--quiet", "--amend", "-m", "R-0142: support plan", "--date", "2026-11-19T12:00:00"]);
    let now = place.git(&["rev-parse", "HEAD"]);
    for _ in 0..2 {
        let said = verify(&place, 1);
        assert!(said.contains(&lost) && said.contains(now.trim()), "{said}");
        assert!(said.contains("1 save is no longer in the history:"), "{said}");
        assert!(said.contains(&format!("{} of ", &lost[..7])), "{said}");
        assert!(said.contains("R-0142: support plan, 1 detail changed"), "{said}");
    }
    let (status, said) = place.plan(&["verify", "--accept"]);
    assert!(status == Some(0) && said.contains("Accepted: branch main"), "{said}");
    assert!(verify(&place, 0).contains("nothing was rewritten"));
    place.git(&["reset", "--quiet", "--hard", "HEAD~2"]);
    assert!(verify(&place, 1).contains("2 saves are no longer in the history:"));
    place.git(&["reset", "--quiet", "--hard", now.trim()]);
    verify(&place, 0);
    // The usual way forward is none of this.
    saved(&place, "8");
    assert!(verify(&place, 0).contains("nothing was rewritten"));
}

#[test]
fn a_branch_that_went_is_a_finding_only_where_saves_went_with_it() {
    let place = Place::demo();
    place.git(&["branch", "merged"]);
    place.git(&["checkout", "--quiet", "-b", "other"]);
    let lost = saved(&place, "9");
    place.git(&["checkout", "--quiet", "main"]);
    verify(&place, 0);
    place.git(&["branch", "--quiet", "-D", "merged"]);
    assert!(verify(&place, 0).contains("The branch merged is gone since then."));
    place.git(&["branch", "--quiet", "-D", "other"]);
    let said = verify(&place, 1);
    assert!(said.contains(&format!("branch other: the branch ended with {lost} and is gone; 1 save is")), "{said}");
    place.git(&["reflog", "expire", "--expire=now", "--all"]);
    place.git(&["gc", "--quiet", "--prune=now"]);
    assert!(verify(&place, 1).contains("no longer in git here"));
}

#[test]
fn what_the_last_time_showed_cannot_be_lost_quietly() {
    let place = Place::demo();
    verify(&place, 0);
    fs::write(place.root().join(".git/supportplan/verified"), "{").expect("written");
    let (status, said) = place.plan(&["verify"]);
    assert!(status == Some(2) && said.contains("cannot be read"), "{said}");
}

#[test]
fn scans_are_what_was_signed() {
    let place = Place::demo();
    let scan = "residents/R-0142/scans/2026-10-26-formal.pdf";
    place.write(scan, "a scan");
    let hash: String = Sha256::digest(b"a scan").iter().map(|byte| format!("{byte:02x}")).collect();
    let named = format!("scan:\n  path: scans/2026-10-26-formal.pdf\n  sha256: sha256:{hash}\nnext_review:");
    place.edit(FORMAL, "next_review:", &named);
    assert_eq!(place.plan(&["save", "--by", "priya-n"]).0, Some(0));
    assert!(verify(&place, 0).contains("proven  1 scan: each is in git and in the folder"));
    place.write(scan, "another scan");
    let said = verify(&place, 1);
    assert!(said.contains(&format!("the scan {scan} in the folder is not the one")), "{said}");
    assert!(said.contains(&format!("{FORMAL}:")) && !said.contains("in the last save is not"), "{said}");
    assert_eq!(place.plan(&["save", "--by", "priya-n"]).0, Some(0));
    assert!(verify(&place, 1).contains("in the last save is not the one"));
    fs::remove_file(place.root().join(scan)).expect("removed");
    assert!(verify(&place, 1).contains("is not in the folder"));
}

#[test]
fn a_review_names_a_plan_that_was_saved() {
    let place = Place::demo();
    let text = place.read(FORMAL);
    let line = text.lines().find(|line| line.starts_with("agreed: sha256:")).expect("a line");
    let at = text.lines().position(|other| other == line).expect("a place") + 1;
    let other = if line.ends_with('0') { '1' } else { '0' };
    place.edit(FORMAL, line, &format!("{}{other}", &line[..line.len() - 1]));
    assert_eq!(place.plan(&["save", "--by", "priya-n"]).0, Some(0));
    let said = verify(&place, 1);
    assert!(said.contains(&format!("{FORMAL}:{at}: the plan that was agreed is none that was ever saved")), "{said}");
    assert!(said.contains("WRONG   6 plans named in 3 formal reviews: 5 found"), "{said}");
}

#[test]
fn an_old_version_that_is_no_record_is_named() {
    let place = Place::demo();
    let sound = place.read(PLAN);
    place.write(PLAN, &sound.replacen("called: Sam", "called: [Sam", 1));
    place.git(&["commit", "--quiet", "-am", "R-0142: support plan"]);
    let broken = place.git(&["rev-parse", "HEAD"]);
    let said = verify(&place, 1);
    assert!(said.contains("This is the last version."), "{said}");
    place.write(PLAN, &sound);
    place.git(&["commit", "--quiet", "-am", "R-0142: support plan, layout"]);
    let said = verify(&place, 1);
    assert!(said.contains(&format!("{PLAN}:")) && said.contains(&format!("saved with {}", &broken[..7])), "{said}");
    assert!(said.contains("It is an old version") && !said.contains("Sam"), "{said}");
    // An unanswered question was a fault at its time, and the version can be read.
    place.write(PLAN, &sound.replacen("called: Sam", "called:", 1));
    place.git(&["commit", "--quiet", "-am", "R-0142: support plan"]);
    place.write(PLAN, &sound);
    place.git(&["commit", "--quiet", "-am", "R-0142: support plan"]);
    assert_eq!(verify(&place, 1).matches("cannot be read as a record").count(), 1);
}

#[test]
fn a_copy_that_is_cut_off_says_where() {
    let place = Place::demo();
    let from = format!("file://{}", place.root().display());
    let copy = place.folder.path().join("copy");
    place.git(&["clone", "--quiet", "--depth", "3", &from, &copy.to_string_lossy()]);
    let output = place.run(&copy, &["verify"]);
    let said = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("This copy of the repository is cut off: it begins with "), "{said}");
    assert!(said.contains(&format!("{FORMAL}:")) && said.contains("cannot tell, because this copy"), "{said}");
}

#[test]
fn what_lies_behind_a_filter_is_counted() {
    let place = Place::demo();
    place.write(".gitattributes", "plan.md filter=secret\n");
    place.git(&["config", "filter.secret.clean", "tr a-z: n-za-m_"]);
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    place.git(&["commit", "--quiet", "-m", "R-0142: support plan", "--", PLAN]);
    let said = verify(&place, 0);
    assert!(
        said.contains("Behind a filter such as git-crypt, so that it cannot be read here: 1 version of 1 record."),
        "{said}"
    );
}

#[test]
fn a_save_that_was_interrupted_is_mentioned() {
    let place = Place::demo();
    fs::create_dir_all(place.root().join(".git/supportplan")).expect("a folder");
    fs::write(place.root().join(".git/supportplan/journal"), "{}").expect("written");
    assert!(verify(&place, 0).contains("the next save finishes it"));
}

/// A service whose saves must be signed from a day on, and a key to sign with.
struct Signed {
    place: Place,
}

impl Signed {
    fn new() -> Self {
        let place = Place::demo();
        let home = place.folder.path().join("home");
        for key in ["priya", "stranger"] {
            let path = home.join(key);
            let words = ["-q", "-t", "ed25519", "-N", "", "-C", key, "-f", path.to_str().expect("text")];
            assert!(place.command("ssh-keygen", &home, &words).status().expect("ssh-keygen runs").success());
        }
        let key = fs::read_to_string(home.join("priya.pub")).expect("a key");
        fs::write(home.join("signers"), format!("priya.n@larch-house.example {key}")).expect("written");
        let signers =
            format!("[gpg]\n\tformat = ssh\n[gpg \"ssh\"]\n\tallowedSignersFile = {}/signers\n", home.display());
        fs::write(home.join(".gitconfig"), signers).expect("written");
        let settings = place.read("supportplan.yaml");
        place.write("supportplan.yaml", &format!("{settings}verify:\n  signatures: required\n  since: 2026-12-01\n"));
        let signed = Self { place };
        signed.commit("2026-11-30T12:00:00", None);
        signed
    }

    /// Commits all that was edited on a day, signed with a key.
    fn commit(&self, day: &str, key: Option<&str>) {
        let mut words = vec!["-c".to_owned(), "user.name=Priya N".into()];
        words.extend(["-c".into(), "user.email=priya.n@larch-house.example".into()]);
        if let Some(key) = key {
            words.extend([
                "-c".into(),
                format!("user.signingkey={}", self.place.folder.path().join("home").join(key).display()),
            ]);
        }
        words.extend(["commit", "--quiet", "--allow-empty", "-am", "Service: settings"].map(str::to_owned));
        words.extend(key.map(|_| "-S".to_owned()));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut git = self.place.command("git", &self.place.root(), &words);
        assert!(git.env("GIT_COMMITTER_DATE", day).env("GIT_AUTHOR_DATE", day).status().expect("git runs").success());
    }
}

#[test]
fn saves_before_the_day_need_no_signature() {
    let signed = Signed::new();
    assert!(verify(&signed.place, 0).contains("no save has to be signed yet"));
}

#[test]
fn signatures_are_good_unknown_bad_or_not_there() {
    let signed = Signed::new();
    let place = &signed.place;
    signed.commit("2026-12-02T12:00:00", Some("priya"));
    assert!(verify(place, 0).contains("proven  1 save that must be signed"));
    signed.commit("2026-12-03T12:00:00", Some("stranger"));
    let said = verify(place, 1);
    assert!(said.contains("with a key of which git here does not know whose it is"), "{said}");
    // A date before the day changes nothing for what follows a signed save.
    signed.commit("2026-11-01T12:00:00", None);
    let said = verify(place, 1);
    assert!(said.contains("it is not signed") && said.contains("3 saves that must be signed: 1 bear"), "{said}");
    place.git(&["reset", "--quiet", "--hard", "HEAD~2"]);
    let forged = place.git(&["cat-file", "commit", "HEAD"]).replace("Service: settings", "Service: rewritten");
    fs::write(place.folder.path().join("forged"), forged).expect("written");
    let path = place.folder.path().join("forged");
    let id = place.git(&["hash-object", "-t", "commit", "-w", &path.to_string_lossy()]);
    place.git(&["reset", "--quiet", "--hard", id.trim()]);
    let (status, said) = place.plan(&["verify", "--accept"]);
    assert!(status == Some(1) && said.contains("its signature is bad"), "{said}");
}

#[test]
fn a_repository_makes_verify_run_nothing() {
    let signed = Signed::new();
    let place = &signed.place;
    signed.commit("2026-12-02T12:00:00", Some("priya"));
    let (script, trace) = (place.folder.path().join("script"), place.folder.path().join("trace"));
    fs::write(&script, format!("#!/bin/sh\ntouch {}\nexit 0\n", trace.display())).expect("written");
    let mut runs = vec!["gpg.program", "gpg.ssh.program", "gpg.openpgp.program", "core.fsmonitor", "core.pager"];
    runs.extend(["diff.external", "filter.x.clean", "filter.x.smudge", "core.sshCommand", "gpg.ssh.defaultKeyCommand"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("set");
    }
    for name in runs {
        place.git(&["config", name, &script.to_string_lossy()]);
    }
    let said = verify(place, 0);
    assert!(said.contains("each bears a good signature") && !trace.exists(), "{said}");
    // Settings that only git itself includes are the repository's own as well.
    place.git(&["config", "--unset", "gpg.ssh.program"]);
    place.git(&["remote", "add", "origin", "https://forge.example/larch-house.git"]);
    place.git(&["config", "includeIf.hasconfig:remote.*.url:https://**.path", "more"]);
    place.write(".git/more", &format!("[gpg \"ssh\"]\n\tprogram = {}\n", script.display()));
    let said = verify(place, 0);
    assert!(said.contains("each bears a good signature") && !trace.exists(), "{said}");
}

#[test]
fn without_git_signatures_cannot_be_looked_at() {
    let signed = Signed::new();
    signed.commit("2026-12-02T12:00:00", Some("priya"));
    let root = signed.place.root();
    let mut command = signed.place.command(env!("CARGO_BIN_EXE_supportplan"), &root, &["verify"]);
    let output = command.env("PATH", signed.place.folder.path().join("home")).output().expect("the program runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.code() == Some(2) && said.contains("git must be installed"), "{said}");
}
