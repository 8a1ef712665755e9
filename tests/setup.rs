//! What checks records for people: the hook in their copy of the repository, and the machines of a forge. Both really run.
#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "these tests play the person who works beside the program")]

mod place;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Output;

use place::{PLAN, Place, REVIEW, answered};
use serde_yaml::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_supportplan");

/// The example with the hook in it.
fn with_hook() -> Place {
    let place = Place::demo();
    let (status, said) = place.plan(&["setup"]);
    assert!(status == Some(0) && said.contains(".git/hooks/pre-commit"), "{said}");
    place.git(&["config", "user.name", "Priya N"]);
    place.git(&["config", "user.email", "priya.n@larch-house.example"]);
    place
}

fn program(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("set");
}

/// Runs git as somebody at a shell does, with the hook: whether it worked, and all that was said.
fn git(place: &Place, at: &Path, words: &[&str]) -> (bool, String) {
    let output = place.command("git", at, words).output().expect("git runs");
    (output.status.success(), said(&output))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

#[test]
fn a_commit_with_a_fault_is_stopped_and_one_without_is_made() {
    let place = with_hook();
    let root = place.root();
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    let (made, said) = git(&place, &root, &["commit", "-am", "Hours"]);
    assert!(made && said.contains("23 records read: nothing found"), "{said}");
    place.edit(PLAN, "key_worker:", "key_wroker:");
    for words in
        [&["commit", "-am", "Typo"][..], &["commit", "-m", "Typo", PLAN], &["commit", "-m", "Typo", "-i", PLAN]]
    {
        let (made, said) = git(&place, &root, words);
        assert!(!made && said.contains("plan.md:7:1: error F031"), "{words:?}: {said}");
    }
    // What is not part of the commit does not stop it.
    place.git(&["reset", "--quiet"]);
    place.edit("residents/R-0158/plan.md", "commissioned_hours: ", "x-seen: a\ncommissioned_hours: ");
    assert!(git(&place, &root, &["commit", "-m", "Other", "residents/R-0158/plan.md"]).0);
    assert!(git(&place, &root.join("residents"), &["commit", "--allow-empty", "-m", "Nothing"]).0);
    assert_eq!(place.git(&["status", "--short"]), format!(" M {PLAN}\n"));
    assert!(git(&place, &root, &["commit", "--no-verify", "-am", "Typo"]).0);
}

#[test]
fn the_hook_works_in_a_worktree_and_in_a_subfolder_with_a_second_service() {
    let place = with_hook();
    place.git(&["worktree", "add", "--quiet", "-b", "second", "../second"]);
    let second = place.folder.path().join("second");
    fs::write(second.join(PLAN), place.read(PLAN).replace("key_worker:", "key_wroker:")).expect("written");
    let (made, text) = git(&place, &second, &["commit", "-am", "Typo"]);
    assert!(!made && text.contains("F031"), "{text}");

    let place = Place::demo();
    let big = place.folder.path().join("big");
    fs::create_dir(&big).expect("a folder");
    fs::rename(place.root().join(".git"), big.join(".git")).expect("moved");
    fs::rename(place.root(), big.join("it's care")).expect("moved");
    fs::create_dir_all(big.join("other/residents")).expect("a folder");
    fs::copy(big.join("it's care/supportplan.yaml"), big.join("other/supportplan.yaml")).expect("copied");
    let named = ["-c", "user.name=P", "-c", "user.email=p@x.example"];
    for words in [&["add", "--all"][..], &["commit", "--quiet", "-m", "Moved"]] {
        assert!(git(&place, &big, &[&named, words].concat()).0);
    }
    for folder in ["it's care", "other"] {
        for says in ["from now on", "already"] {
            let output = place.run(&big.join(folder), &["setup"]);
            assert!(output.status.success() && said(&output).contains(says), "{}", said(&output));
        }
    }
    let plan = big.join("it's care").join(PLAN);
    fs::write(&plan, fs::read_to_string(&plan).expect("a plan").replace("key_worker:", "key_wroker:"))
        .expect("written");
    let commit = [&named, &["commit", "-am", "Typo"][..]].concat();
    let (made, text) = git(&place, &big, &commit);
    assert!(!made && text.contains("F031"), "{text}");
    assert!(place.run(&big.join("it's care"), &["setup", "--remove"]).status.success());
    assert!(big.join(".git/hooks/pre-commit").exists(), "the other service has one still");
    assert!(git(&place, &big, &commit).0);
    assert!(place.run(&big.join("other"), &["setup", "--remove"]).status.success());
    assert!(!big.join(".git/hooks/pre-commit").exists());
}

#[test]
fn a_commit_that_takes_the_settings_away_is_stopped_and_one_that_moves_them_is_checked() {
    let place = with_hook();
    let root = place.root();
    place.git(&["rm", "--quiet", "supportplan.yaml"]);
    let (made, said) = git(&place, &root, &["commit", "-m", "Gone"]);
    assert!(!made && said.contains("takes away supportplan.yaml, the settings of the service"), "{said}");
    place.git(&["restore", "--staged", "supportplan.yaml"]);
    let (made, said) = git(&place, &root, &["commit", "--allow-empty", "-m", "Nothing"]);
    assert!(!made && said.contains("is gone from its folder"), "{said}");
    place.git(&["restore", "supportplan.yaml"]);
    fs::create_dir(root.join("care")).expect("a folder");
    place.git(&["mv", "supportplan.yaml", "residents", "team", "care"]);
    let (made, said) = git(&place, &root, &["commit", "-m", "Moved"]);
    assert!(made && said.contains("supportplan.yaml is now care/supportplan.yaml. Run supportplan setup"), "{said}");
    assert!(said.contains("72 records read"), "{said}");
    let care = root.join("care");
    fs::write(
        care.join(PLAN),
        fs::read_to_string(care.join(PLAN)).expect("read").replace("key_worker:", "key_wroker:"),
    )
    .expect("written");
    place.git(&["mv", "care", "house"]);
    place.git(&["add", "--all"]);
    assert!(place.run(&root.join("house"), &["setup"]).status.success());
    let (made, said) = git(&place, &root, &["commit", "-m", "Moved again"]);
    assert!(!made && said.contains("F031"), "{said}");
}

#[test]
fn a_merge_that_git_commits_by_itself_is_checked() {
    let place = with_hook();
    let root = place.root();
    place.git(&["switch", "--quiet", "-c", "side"]);
    place.edit(PLAN, "key_worker:", "key_wroker:");
    place.git(&["commit", "--quiet", "--no-verify", "-am", "Typo"]);
    place.git(&["switch", "--quiet", "-"]);
    place.edit("residents/R-0158/plan.md", "\ncommissioned_hours: ", "\nx-seen: a\ncommissioned_hours: ");
    place.git(&["commit", "--quiet", "-am", "Seen"]);
    let (made, said) = git(&place, &root, &["merge", "--no-edit", "side"]);
    assert!(!made && said.contains("plan.md:7:1: error F031"), "{said}");
    assert_eq!(place.plan(&["setup", "--remove"]).0, Some(0));
    assert!(!root.join(".git/hooks/pre-merge-commit").exists() && !root.join(".git/hooks/pre-commit").exists());
}

#[test]
fn a_save_of_this_program_passes_its_own_hook_and_anybodys() {
    let place = with_hook();
    assert_eq!(place.plan(&["new-review", "weekly", "142", "--no-edit", "--by", "priya-n"]).0, Some(0));
    let text = answered(&place.read(REVIEW));
    place.write(REVIEW, &text);
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert!(status == Some(0) && !said.contains("Note:"), "{said}");
    let hook = place.root().join(".git/hooks/pre-commit");
    let own = fs::read_to_string(&hook).expect("the hook");
    program(&hook, &format!("#!/bin/sh\n'{PROGRAM}' check --staged\n"));
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert!(status == Some(0) && said.contains("Saved R-0142: support plan, 1 detail changed"), "{said}");
    // Where somebody adds to the hook, it is run.
    program(&hook, &(own + "echo added\n"));
    place.edit(PLAN, "commissioned_hours: 6.5", "commissioned_hours: 6");
    let (status, said) = place.plan(&["save", "--by", "priya-n"]);
    assert!(status == Some(0) && said.contains("added"), "{said}");
}

#[test]
fn who_saves_without_the_hook_is_told_once() {
    let place = Place::demo();
    let note = "Note: git checks no record here before a commit; `supportplan setup` changes that.\n";
    for resident in ["117", "158"] {
        let path = format!("residents/R-0{resident}/plan.md");
        place.edit(&path, "\ncommissioned_hours: ", "\nx-seen: a\ncommissioned_hours: ");
    }
    let output = place.run(&place.root(), &["save", "--by", "priya-n"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr).matches(note).count(), 1, "{}", said(&output));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("Note:"));
    let (_, undone) = place.plan(&["undo", "158", "--by", "priya-n"]);
    assert_eq!(undone.matches(note).count(), 1, "{undone}");
    for words in [&["check"][..], &["show", "142"], &["setup"], &["undo", "117", "--by", "priya-n"]] {
        assert!(!place.plan(words).1.contains("Note:"), "{words:?}");
    }
}

#[test]
fn a_hook_of_somebody_elses_is_left_alone() {
    let place = Place::demo();
    let hook = place.root().join(".git/hooks/pre-commit");
    program(&hook, "#!/bin/sh\nexit 0\n");
    let (status, text) = place.plan(&["setup"]);
    let line = "supportplan -C '.' check --staged || exit";
    assert!(status == Some(2) && text.contains(line), "{text}");
    assert_eq!(fs::read_to_string(&hook).expect("a hook"), "#!/bin/sh\nexit 0\n");
    assert!(place.plan(&["setup", "--remove"]).1.contains("no hook of this program's"));
    program(&hook, &format!("#!/bin/sh\n{line}\n"));
    assert!(place.plan(&["setup"]).1.contains("already"));
    assert_eq!(place.plan(&["setup", "--remove"]).0, Some(2));
}

#[test]
fn hooks_lie_where_git_looks_for_them() {
    let place = Place::demo();
    place.git(&["config", "core.hooksPath", ".githooks"]);
    let (_, said) = place.plan(&["setup"]);
    assert!(said.contains("/d/.githooks/pre-commit") && place.root().join(".githooks/pre-commit").exists(), "{said}");
    place.git(&["config", "core.hooksPath", "/dev/null"]);
    assert_eq!(place.plan(&["setup"]).0, Some(2));
    place.git(&["config", "--unset", "core.hooksPath"]);
    let home = place.folder.path().join("home");
    fs::write(home.join(".gitconfig"), format!("[core]\n\thooksPath = {}/hooks\n", home.display())).expect("written");
    let (status, said) = place.plan(&["setup"]);
    assert!(status == Some(2) && said.contains("hooks of all repositories"), "{said}");
    assert!(!home.join("hooks").exists());
}

#[test]
fn the_hook_finds_the_program_where_the_path_says_first() {
    let place = with_hook();
    let bin = place.folder.path().join("bin");
    program(&bin.join("supportplan"), "#!/bin/sh\necho found; exit 3\n");
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    let mut command = place.command("git", &place.root(), &["commit", "-am", "Hours"]);
    let output = command.env("PATH", with_path(&bin)).output().expect("git runs");
    assert!(!output.status.success() && said(&output).contains("found"), "{}", said(&output));
}

fn with_path(bin: &Path) -> std::ffi::OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(std::iter::once(bin.to_owned()).chain(std::env::split_paths(&path))).expect("a path")
}

fn yaml(path: &str) -> Value {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file");
    serde_yaml::from_str(&text).expect("YAML")
}

#[test]
fn the_hook_for_pre_commit_is_as_it_asks_and_runs() {
    let hooks = yaml(".pre-commit-hooks.yaml");
    let hook = &hooks[0];
    assert_eq!((hook["id"].as_str(), hook["language"].as_str()), (Some("supportplan"), Some("rust")));
    assert_eq!((hook["pass_filenames"].as_bool(), hook["always_run"].as_bool()), (Some(false), Some(true)));
    let words: Vec<&str> = hook["entry"].as_str().expect("a command").split(' ').collect();
    assert_eq!(words[0], "supportplan");
    let place = Place::demo();
    assert_eq!(place.plan(&words[1..]).0, Some(0));
    place.git(&["rm", "--quiet", "residents/R-0142/plan.md"]);
    assert_eq!(place.plan(&[&words[1..], &["-C", "."]].concat()).0, Some(1), "other records name its items");
}

/// A machine of a forge, with a stand-in for cargo that brings the program which is tested.
struct Machine {
    place: Place,
    bin: PathBuf,
}

impl Machine {
    fn new() -> Self {
        let place = Place::demo();
        let bin = place.folder.path().join("bin");
        let cargo =
            format!("#!/bin/sh\necho \"$@\" >> \"$HOME/cargo\"\nln -sf '{PROGRAM}' '{}/supportplan'\n", bin.display());
        program(&bin.join("cargo"), &cargo);
        // Programs that a shell needs, and no other supportplan.
        let path = std::env::var_os("PATH").unwrap_or_default();
        for name in ["sh", "bash", "ln", "git"] {
            let mut there = std::env::split_paths(&path).map(|at| at.join(name));
            symlink(there.find(|file| file.is_file()).expect("installed"), bin.join(name)).expect("linked");
        }
        Self { place, bin }
    }

    /// Runs a command of a workflow as the forge does, with these variables.
    fn run(&self, command: &str, variables: &BTreeMap<String, String>) -> (Option<i32>, String) {
        let words = ["--noprofile", "--norc", "-eo", "pipefail", "-c", command];
        let mut shell = self.place.command("bash", &self.place.root(), &words);
        let output = shell.env("PATH", &self.bin).envs(variables).output().expect("bash runs");
        (output.status.code(), said(&output))
    }

    /// What cargo was asked to do.
    fn built(&self) -> String {
        fs::read_to_string(self.place.folder.path().join("home/cargo")).expect("cargo was called")
    }
}

/// A step's variables, with these values in the place of what the forge fills in.
fn variables(step: &Value, values: &[(&str, &str)]) -> BTreeMap<String, String> {
    let filled = |text: &str| {
        let Some(name) = text.strip_prefix("${{ ").and_then(|text| text.strip_suffix(" }}")) else {
            return text.to_owned();
        };
        let value = values.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("{name} is known"));
        value.1.to_owned()
    };
    let pairs = step["env"].as_mapping().into_iter().flatten();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    pairs.map(|(name, value)| (text(name), filled(&text(value)))).collect()
}

/// Runs the steps once with a sound service, once with a fault that a pull request brings, and once with one that was there before.
fn runs_steps(steps: &[Value], values: &[(&str, &str)], since: &str) {
    let machine = Machine::new();
    let place = &machine.place;
    let run = |base: &str| {
        let values = [values, &[(since, base)]].concat();
        let results = steps.iter().map(|step| {
            let command = step["run"].as_str().expect("a command");
            assert!(!command.contains("${{"), "what a forge fills in is no part of a command: {command}");
            machine.run(command, &variables(step, &values))
        });
        results.collect::<Vec<_>>().pop().expect("a step")
    };
    assert_eq!(run("").0, Some(0));
    place.edit("residents/R-0158/plan.md", "key_worker:", "key_wroker:");
    place.git(&["commit", "--quiet", "--no-verify", "-am", "A fault"]);
    let base = place.git(&["rev-parse", "HEAD"]).trim().to_owned();
    place.edit(PLAN, "commissioned_hours: 6", "commissioned_hours: 6.5");
    place.git(&["commit", "--quiet", "--no-verify", "-am", "A sound change"]);
    let (status, said) = run("");
    assert!(status == Some(1) && said.contains("::error file=residents/R-0158/plan.md,line=7"), "{said}");
    let (status, said) = run(&base);
    assert_eq!(status, Some(0), "the fault is not of this change: {said}");
    place.edit(PLAN, "key_worker:", "key_wroker:");
    place.git(&["commit", "--quiet", "--no-verify", "-am", "Another fault"]);
    assert_eq!(run(&base).0, Some(1));
}

#[test]
fn the_action_and_the_workflow_that_uses_it_run() {
    let action = yaml("action.yml");
    let inputs = &action["inputs"];
    assert_eq!(inputs["since"]["default"].as_str(), Some("${{ github.event.pull_request.base.sha }}"));
    let steps = action["runs"]["steps"].as_sequence().expect("steps");
    assert_eq!(action["runs"]["using"].as_str(), Some("composite"));
    assert!(steps.iter().all(|step| step["shell"].as_str() == Some("bash")));
    let values = [("github.action_path", "/source"), ("inputs.service", "."), ("inputs.error-on", "error")];
    runs_steps(steps, &values, "inputs.since");

    let place = Place::empty();
    let words = ["init", "d", "--ci", "github", "--staff", "Priya N <priya.n@larch-house.example>"];
    assert!(place.run(place.folder.path(), &words).status.success());
    let workflow: Value = serde_yaml::from_str(&place.read(".github/workflows/supportplan.yml")).expect("YAML");
    let steps = workflow["jobs"]["check"]["steps"].as_sequence().expect("steps");
    assert_eq!(steps[0]["with"]["fetch-depth"].as_u64(), Some(0));
    let own = steps[1]["with"]["path"].as_str().expect("a folder");
    assert_eq!(steps[2]["uses"].as_str(), Some(format!("./{own}").as_str()));
}

#[test]
fn the_action_names_files_from_the_top_of_the_repository() {
    let machine = Machine::new();
    let place = &machine.place;
    fs::create_dir(place.root().join("care")).expect("a folder");
    place.git(&["mv", "supportplan.yaml", "residents", "team", "care"]);
    place.edit(&format!("care/{PLAN}"), "key_worker:", "key_wroker:");
    place.git(&["commit", "--quiet", "--no-verify", "-am", "Moved"]);
    let action = yaml("action.yml");
    let values = [
        ("github.action_path", "/source"),
        ("inputs.service", "care"),
        ("inputs.error-on", "error"),
        ("inputs.since", ""),
    ];
    let steps = action["runs"]["steps"].as_sequence().expect("steps");
    let run = |step: &Value| machine.run(step["run"].as_str().expect("a command"), &variables(step, &values));
    let (status, said) = steps.iter().map(run).collect::<Vec<_>>().pop().expect("a step");
    assert!(status == Some(1) && said.contains("::error file=care/residents/R-0142/plan.md,line=7"), "{said}");
}

#[test]
fn the_workflow_for_forgejo_runs() {
    let workflow = yaml("templates/ci/forgejo.yml");
    let steps = workflow["jobs"]["check"]["steps"].as_sequence().expect("steps");
    assert_eq!(steps[0]["with"]["fetch-depth"].as_u64(), Some(0));
    let source = [("vars.SUPPORTPLAN_SOURCE", "https://forge.example/supportplan")];
    runs_steps(&steps[1..], &source, "github.event.pull_request.base.sha");
}

#[test]
fn the_pipeline_for_gitlab_runs() {
    let pipeline = yaml("templates/ci/gitlab.yml");
    assert_eq!(pipeline["records"]["variables"]["GIT_DEPTH"].as_str(), Some("0"));
    let machine = Machine::new();
    let source = ("SUPPORTPLAN_SOURCE".to_owned(), "https://forge.example/supportplan".to_owned());
    let base =
        ("CI_MERGE_REQUEST_DIFF_BASE_SHA".to_owned(), machine.place.git(&["rev-parse", "HEAD~1"]).trim().to_owned());
    for variables in [BTreeMap::from([source.clone()]), BTreeMap::from([source, base])] {
        for command in pipeline["records"]["script"].as_sequence().expect("commands") {
            let (status, said) = machine.run(command.as_str().expect("a command"), &variables);
            assert_eq!(status, Some(0), "{said}");
        }
    }
    assert!(machine.built().starts_with("install --locked --git https://forge.example/supportplan supportplan\n"));
    assert!(machine.place.root().join("gl-code-quality-report.json").exists());
}
