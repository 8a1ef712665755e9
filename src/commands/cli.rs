//! The command line: what `--help` says, and which command a line means.

use std::path::PathBuf;

use chrono::{Datelike as _, NaiveDate};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::commands;

/// Support plans, safety plans and reviews for supported housing, as plain text in git.
///
/// A service is a folder with a file supportplan.yaml. Each resident has a folder there, named by a reference, with the records
/// about them: plain text files that can be read and written in any editor. This program checks them, begins new ones with what
/// is known filled in, prints them, and keeps every version.
///
/// A resident is named by reference (R-0142), by its number (142), or by what they like to be called, where only one is called
/// so.
///
/// Nothing is ever sent anywhere: all that this program does stays on this computer.
#[derive(Debug, Parser)]
#[command(
    name = "supportplan",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_long_help = "EXIT STATUS\n  0   done, and nothing is wrong\n  1   something is wrong in a record; the place and what to do are named\n  2   the command cannot run: it is called wrongly, or something it needs is missing\n  70  a mistake in this program; please report it\n  130 Ctrl-C ended it\n\nEXAMPLES\n  supportplan demo my-demo            make an example service to try things out in\n  supportplan new-review weekly 142   write this week's review for R-0142\n  supportplan check                   look for anything that is wrong or unanswered\n  supportplan save                    keep what was edited by hand"
)]
pub(super) struct Cli {
    /// Options that every command has.
    #[command(flatten)]
    pub(super) global: Global,
    /// The command.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options that every command has.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Options for every command")]
pub(super) struct Global {
    /// Run as though started in DIR
    ///
    /// The service is looked for from there upwards, and paths are relative to it.
    #[arg(short = 'C', value_name = "DIR", global = true, default_value = ".", hide_default_value = true)]
    pub(super) dir: PathBuf,

    /// Take DATE as today (YYYY-MM-DD), for what is due, for checks and for new records
    ///
    /// Never for the time of a commit.
    #[arg(long, value_name = "DATE", global = true, env = "SUPPORTPLAN_TODAY", hide_env_values = true, value_parser = date)]
    pub(super) today: Option<NaiveDate>,

    /// Whether to use colours
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto", hide_default_value = true)]
    pub(super) color: Color,

    /// Show the words of records in findings, even where the output goes to a file or another program
    ///
    /// In a terminal they are shown in any case.
    #[arg(long, global = true)]
    pub(super) show_text: bool,
}

/// Whether to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// In a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Init(commands::init::Args),
    NewResident(commands::new_resident::Args),
    NewReview(commands::new_review::Args),
    NewIncident(commands::new_incident::Args),
    NewReflection(commands::new_reflection::Args),
    NewAudit(commands::new_audit::Args),
    AttachScan(commands::attach_scan::Args),
    Fill(commands::fill::Args),
    Add(commands::plan::add::Args),
    End(commands::plan::end::Args),
    Rename(commands::plan::rename::Args),
    Pause(commands::plan::stay::Pause),
    Resume(commands::plan::stay::Resume),
    Leave(commands::plan::leave::Args),
    Check(commands::check::Args),
    Explain(commands::explain::Args),
    Save(commands::save::Args),
    Render(commands::render::Args),
    Export(commands::export::Args),
    Undo(commands::undo::Args),
    Verify(commands::verify::Args),
    History(commands::history::Args),
    Diff(commands::diff::Args),
    Log(commands::log::Args),
    Due(commands::due::Args),
    Show(commands::show::Args),
    Progress(commands::progress::Args),
    Setup(commands::setup::Args),
    Template(commands::template::Args),
    Demo(commands::demo::Args),
    Completions(commands::completions::Args),
    Man(commands::man::Args),
}

/// Reads a date of the command line.
pub(super) fn date(text: &str) -> Result<NaiveDate, String> {
    let date = text.parse::<NaiveDate>().ok().filter(|date| date.format("%Y-%m-%d").to_string() == text);
    match date {
        Some(date) if (1900..=2999).contains(&date.year()) => Ok(date),
        Some(_) => Err("the year lies too far away; days from 1900-01-01 to 2999-12-31 can be named".to_owned()),
        None => Err("write a day of the calendar as YYYY-MM-DD, such as 2026-11-20".to_owned()),
    }
}

/// Reads the command line. Help and errors are coloured as `--color` says, wherever it stands.
///
/// # Errors
/// It asks for help or the version, or is none that the program knows.
pub(super) fn parse() -> Result<Cli, clap::Error> {
    let words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let told = |value: &str| {
        words.contains(&format!("--color={value}")) || words.windows(2).any(|two| two == ["--color", value])
    };
    let color = match (told("always"), told("never")) {
        (true, _) => clap::ColorChoice::Always,
        (_, true) => clap::ColorChoice::Never,
        _ => clap::ColorChoice::Auto,
    };
    let matches = Cli::command().color(color).try_get_matches()?;
    Cli::from_arg_matches(&matches)
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// The command cannot run: it was called wrongly or something that it needs is missing.
    pub(super) fn run(self, ui: &mut commands::Ui) -> anyhow::Result<commands::Outcome> {
        let global = &self.global;
        match self.command {
            Command::Init(args) => commands::init::run(&args, global, ui),
            Command::NewResident(args) => commands::new_resident::run(&args, global, ui),
            Command::NewReview(args) => commands::new_review::run(&args, global, ui),
            Command::NewIncident(args) => commands::new_incident::run(&args, global, ui),
            Command::NewReflection(args) => commands::new_reflection::run(&args, global, ui),
            Command::NewAudit(args) => commands::new_audit::run(&args, global, ui),
            Command::Add(args) => commands::plan::add::run(&args, global, ui),
            Command::End(args) => commands::plan::end::run(&args, global, ui),
            Command::Rename(args) => commands::plan::rename::run(&args, global, ui),
            Command::Pause(args) => commands::plan::stay::pause(&args, global, ui),
            Command::Resume(args) => commands::plan::stay::resume(&args, global, ui),
            Command::Leave(args) => commands::plan::leave::run(&args, global, ui),
            Command::Fill(args) => commands::fill::command(&args, global, ui),
            Command::AttachScan(args) => commands::attach_scan::run(&args, global, ui),
            Command::Check(args) => commands::check::run(&args, global, ui),
            Command::Explain(args) => commands::explain::run(&args, ui),
            Command::Save(args) => commands::save::run(&args, global, ui),
            Command::Render(args) => commands::render::run(&args, global, ui),
            Command::Export(args) => commands::export::run(&args, global, ui),
            Command::Undo(args) => commands::undo::run(&args, global, ui),
            Command::Verify(args) => commands::verify::run(&args, global, ui),
            Command::History(args) => commands::history::run(&args, global, ui),
            Command::Diff(args) => commands::diff::run(&args, global, ui),
            Command::Log(args) => commands::log::run(&args, global, ui),
            Command::Due(args) => commands::due::run(&args, global, ui),
            Command::Show(args) => commands::show::run(&args, global, ui),
            Command::Progress(args) => commands::progress::run(&args, global, ui),
            Command::Setup(args) => commands::setup::run(&args, global, ui),
            Command::Template(args) => commands::template::run(&args, global, ui),
            Command::Demo(args) => commands::demo::run(&args, global, ui),
            Command::Completions(args) => commands::completions::run(&args, ui),
            Command::Man(args) => commands::man::run(&args, ui),
        }
    }
}

impl Global {
    /// The day that counts as today.
    pub(super) fn today(&self) -> NaiveDate {
        self.today.unwrap_or_else(|| chrono::Local::now().date_naive())
    }
}
