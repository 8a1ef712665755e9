//! Whether saves are signed, where the service's settings ask for it. The installed git looks at the signatures, with none of the programs that
//! the repository's own settings may name.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use chrono::NaiveDate;
use git2::Oid;
use rayon::prelude::*;

use super::walk::{Commit, Walk};
use super::{Fault, Proof, capped};
use crate::report::plural;
use crate::service::history::date;
use crate::service::repository::Repo;
use crate::service::{Service, git};

/// The programs that git's settings may name for signatures, and those that are run where only the repository itself names others.
const PROGRAMS: [(&str, &str); 4] = [
    ("gpg.program", "gpg"),
    ("gpg.openpgp.program", "gpg"),
    ("gpg.ssh.program", "ssh-keygen"),
    ("gpg.x509.program", "gpgsm"),
];

/// Proves that the saves which have to be signed are.
///
/// # Errors
/// git is not installed, or cannot look at the signatures.
pub(super) fn check(service: &Service, repo: &Repo, walk: &Walk) -> Result<Proof> {
    let Some(since) = service.settings().signed_since() else {
        return Ok(Proof::nothing("signatures of saves are not asked for (`verify: signatures` in the settings)"));
    };
    let due = due(&walk.from_head, since);
    if due.is_empty() {
        return Ok(Proof::nothing("no save has to be signed yet"));
    }
    let (top, settings) = (repo.git.workdir().unwrap_or(repo.git.path()), own_programs(repo));
    let part = due.len().div_ceil(rayon::current_num_threads()).max(1);
    let told = due.par_chunks(part).map(|commits| ask_git(top, &settings, commits)).collect::<Result<Vec<_>>>()?;
    let (mut faults, mut expired) = (Vec::new(), 0);
    for (commit, verdict) in due.iter().zip(told.into_iter().flatten()) {
        expired += usize::from(verdict == 'Y');
        faults.extend(fault(repo, commit, verdict));
    }
    let saves = plural(due.len(), "save", "saves");
    let line = match faults.len() {
        0 => format!("{saves} that must be signed: each bears a good signature"),
        bad => format!("{saves} that must be signed: {} a good signature", plural(due.len() - bad, "bears", "bear")),
    };
    let mut proof = Proof::new(line, capped(faults));
    if expired > 0 {
        proof.notes.push(format!(
            "The keys of {} have expired since. The signatures themselves are good.",
            plural(expired, "save", "saves")
        ));
    }
    Ok(proof)
}

/// The commits that must be signed: those of that day or later, and whatever follows one of them, so that a false date opens no gap.
fn due(commits: &[Commit], since: Option<NaiveDate>) -> Vec<&Commit> {
    let mut due = HashSet::new();
    let is_due = |commit: &&Commit| {
        let day = date(commit.when).date_naive();
        let must = since.is_none_or(|since| day >= since) || commit.parents.iter().any(|parent| due.contains(parent));
        if must {
            due.insert(commit.id);
        }
        must
    };
    commits.iter().filter(is_due).collect()
}

/// Settings that keep git from running what only the repository's own settings name.
fn own_programs(repo: &Repo) -> Vec<String> {
    let named = PROGRAMS.into_iter().filter(|(key, _)| repo.sets_itself(key));
    named.flat_map(|(key, program)| ["-c".to_owned(), format!("{key}={program}")]).collect()
}

/// git's verdict on each commit's signature, as one letter.
fn ask_git(top: &Path, settings: &[String], commits: &[&Commit]) -> Result<Vec<char>> {
    let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
    let mut command = git::at(top, &settings);
    // Replacements of objects would show git other commits than those that are asked about.
    command.env("GIT_NO_REPLACE_OBJECTS", "1").env("GIT_NO_LAZY_FETCH", "1");
    command.args(["-c", "core.commitGraph=false", "log", "--no-walk=unsorted", "--stdin"]);
    command.args(["--no-show-signature", "--no-patch", "--no-notes", "--no-color", "--format=%H %G?"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().context(
        "the settings ask for signed saves, and to look at signatures git must be installed; it could not be started, so nothing was proven",
    )?;
    let names: String = commits.iter().map(|commit| format!("{}\n", commit.id)).collect();
    let mut stdin = child.stdin.take().context("git cannot be asked about signatures")?;
    // git reads all names before it answers.
    stdin.write_all(names.as_bytes()).context("git cannot be asked about signatures")?;
    drop(stdin);
    let output = child.wait_with_output().context("git cannot be asked about signatures")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let answers: Vec<(&str, char)> = said
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(id, verdict)| Some((id, verdict.chars().next()?)))
        .collect();
    let complete = answers.len() == commits.len();
    if !output.status.success()
        || !complete
        || answers.iter().zip(commits).any(|((id, _), commit)| *id != commit.id.to_string())
    {
        bail!("git could not say how the saves are signed; `git log --show-signature` may say why");
    }
    Ok(answers.into_iter().map(|(_, verdict)| verdict).collect())
}

/// What is wrong with a save's signature, in plain words; none where it is good.
fn fault(repo: &Repo, commit: &Commit, verdict: char) -> Option<Fault> {
    let (message, help) = match verdict {
        'G' | 'Y' => return None,
        'U' => (
            "it is signed, but with a key of which git here does not know whose it is",
            "Find out whose key it is. Where it is known, list it in the file that git's setting gpg.ssh.allowedSignersFile names, or sign it with \
             `gpg --lsign-key`.",
        ),
        'E' => (
            "it is signed, but the key or the program to check it with is not on this computer",
            "Fetch the key of whoever signed, and look again. `git log --show-signature` says which it is.",
        ),
        'X' => {
            ("its signature was good for a time only, which is over", "Ask whoever signed it to say that it is theirs.")
        }
        'R' => (
            "it is signed with a key that was called back, so anybody may have signed it",
            "Go through what it changed with the people whose records these are.",
        ),
        'N' if is_signed(repo, commit.id) => (
            "it is signed, but git here cannot check signatures of its kind",
            "For SSH keys, git's setting gpg.ssh.allowedSignersFile must name a file that lists whose keys count.",
        ),
        'N' => (
            "it is not signed, and the service's settings ask for signed saves",
            "Ask whoever is named as its author whether it is theirs. Set commit.gpgsign in git's settings, so that the next ones are signed.",
        ),
        _ => (
            "its signature is bad: what was signed is not what stands here",
            "Somebody changed this save after it was signed. Change nothing, and tell whoever answers for the records.",
        ),
    };
    Some(Fault { place: format!("save {}", commit.named()), message: message.to_owned(), help: help.to_owned() })
}

fn is_signed(repo: &Repo, commit: Oid) -> bool {
    repo.git.extract_signature(&commit, None).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_false_date_opens_no_gap() {
        let id = |n: usize| Oid::from_str(&format!("{n:040}")).expect("a name");
        let day = 86_400;
        let commit = |n: usize, seconds: i64| Commit {
            id: id(n),
            tree: id(0),
            parents: (1..n).last().map(id).into_iter().collect(),
            when: git2::Time::new(seconds, 0),
        };
        let commits = [commit(1, 0), commit(2, 10 * day), commit(3, 0)];
        let since = NaiveDate::from_ymd_opt(1970, 1, 11);
        let due: Vec<_> = due(&commits, since).into_iter().map(|commit| commit.id).collect();
        assert_eq!(due, [id(2), id(3)]);
    }
}
