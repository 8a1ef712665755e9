//! Questions to the person at the terminal: a line, one of several, yes or no. The only user of the library that reads lines.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use anyhow::Result;
use rustyline::error::ReadlineError;
use rustyline::{
    Behavior, Cmd, ConditionalEventHandler, Config, Editor, Event, EventContext, EventHandler, KeyCode, KeyEvent,
    Modifiers, RepeatCount,
};

use super::Ui;

/// What somebody did at a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Typed a line.
    Line(String),
    /// Pressed Tab, with this much typed: it is to be written in the editor.
    InEditor(String),
    /// Ended the input, as Ctrl-D does, with this much typed.
    End(String),
    /// Pressed Ctrl-C, with this much typed.
    Interrupted(String),
}

/// Somebody ended the input at a question before anything was written, with what that means for them.
#[derive(Debug)]
pub(super) struct Left(pub(super) &'static str);

impl std::fmt::Display for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Left {}

impl Said {
    /// What was typed, without white space at either end; none, where the input was ended.
    pub(super) fn typed(self) -> Option<String> {
        match self {
            Self::End(_) | Self::Interrupted(_) => None,
            Self::Line(line) | Self::InEditor(line) => Some(line.trim().to_owned()),
        }
    }
}

impl Ui {
    /// Asks for a line, with all results shown before. `begun` stands there already, to be changed. Ctrl-C ends the program as it would
    /// anywhere.
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub(super) fn line(&mut self, prompt: &str, begun: &str) -> Result<Said> {
        match self.said(prompt, begun)? {
            Said::Interrupted(_) => interrupted(),
            said => Ok(said),
        }
    }

    /// The same, where what was typed before Ctrl-C is to be kept; then [`interrupted`] ends the program.
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub(super) fn said(&mut self, prompt: &str, begun: &str) -> Result<Said> {
        self.flush()?;
        let typed = Arc::new(Mutex::new(String::new()));
        let tab = Arc::new(AtomicBool::new(false));
        let config = Config::builder().behavior(Behavior::PreferTerm).auto_add_history(false).build();
        let mut editor: Editor<(), _> = Editor::with_history(config, rustyline::history::MemHistory::new())?;
        let handler = EventHandler::Conditional(Box::new(Tab(Arc::clone(&tab))));
        editor.bind_sequence(KeyEvent(KeyCode::Tab, Modifiers::NONE), handler);
        let handler = EventHandler::Conditional(Box::new(CtrlC(Arc::clone(&typed))));
        editor.bind_sequence(KeyEvent::ctrl('C'), handler);
        let ended = Arc::new(AtomicBool::new(false));
        let handler = EventHandler::Conditional(Box::new(CtrlD(Arc::clone(&typed), Arc::clone(&ended))));
        editor.bind_sequence(KeyEvent::ctrl('D'), handler);
        let so_far = || typed.lock().map(|typed| typed.clone()).unwrap_or_default();
        match editor.readline_with_initial(prompt, (begun, "")) {
            Ok(line) if tab.load(Ordering::Relaxed) => Ok(Said::InEditor(line)),
            Ok(line) => Ok(Said::Line(line)),
            Err(ReadlineError::Eof) => Ok(Said::End(String::new())),
            Err(ReadlineError::Interrupted) if ended.load(Ordering::Relaxed) => Ok(Said::End(so_far())),
            Err(ReadlineError::Interrupted) => Ok(Said::Interrupted(so_far())),
            Err(ReadlineError::Io(error)) if error.kind() == io::ErrorKind::Interrupted => {
                Ok(Said::Interrupted(so_far()))
            }
            Err(error) => Err(anyhow::Error::new(error).context("the terminal cannot be read")),
        }
    }

    /// Asks for a line that is not empty; none, where the person ends the input.
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub(super) fn text(&mut self, question: &str, begun: &str) -> Result<Option<String>> {
        loop {
            let typed = self.line(&format!("{question}: "), begun)?.typed();
            if typed.as_ref().is_none_or(|typed| !typed.is_empty()) {
                return Ok(typed);
            }
        }
    }

    /// Asks for one of several, by its number or the beginning of its name; none, where the person ends the input. `why` is what `?` says.
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub(super) fn choose(&mut self, question: &str, why: &str, names: &[String]) -> Result<Option<usize>> {
        self.note(question)?;
        for (number, name) in (1..).zip(names) {
            self.note(&format!("  {number}  {name}"))?;
        }
        loop {
            let Some(typed) = self.line("> ", "")?.typed().map(|typed| typed.to_lowercase()) else { return Ok(None) };
            match typed.as_str() {
                "?" => {
                    self.note(why)?;
                    continue;
                }
                "<" => {
                    self.note("This is the first question.")?;
                    continue;
                }
                _ => {}
            }
            let numbered = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let begins = |name: &&String| !typed.is_empty() && name.to_lowercase().starts_with(&typed);
            let mut begun = names.iter().enumerate().filter(|(_, name)| begins(name)).map(|(at, _)| at);
            let by_name = begun.next().filter(|_| begun.next().is_none());
            match numbered.filter(|at| *at < names.len()).or(by_name) {
                Some(chosen) => return Ok(Some(chosen)),
                None => self.note(&format!("Type a number from 1 to {}, or the beginning of a name.", names.len()))?,
            }
        }
    }

    /// Asks something that is answered by yes or no. Enter alone says yes; ending the input says no.
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub(super) fn confirm(&mut self, question: &str) -> Result<bool> {
        self.yes_or_no(&format!("{question} [Y/n] "), true)
    }

    /// The same, where Enter alone says no.
    ///
    /// # Errors
    /// The terminal cannot be read.
    pub(super) fn insist(&mut self, question: &str) -> Result<bool> {
        self.yes_or_no(&format!("{question} [y/N] "), false)
    }

    fn yes_or_no(&mut self, prompt: &str, by_enter: bool) -> Result<bool> {
        loop {
            let Some(typed) = self.line(prompt, "")?.typed() else { return Ok(false) };
            match typed.to_lowercase().as_str() {
                "" => return Ok(by_enter),
                "y" | "yes" => return Ok(true),
                "n" | "no" => return Ok(false),
                _ => self.note("Type y for yes or n for no.")?,
            }
        }
    }
}

/// Ends the line that is being typed, and remembers that it was by Tab.
struct Tab(Arc<AtomicBool>);

impl ConditionalEventHandler for Tab {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        self.0.store(true, Ordering::Relaxed);
        Some(Cmd::AcceptLine)
    }
}

/// Remembers the line that is being typed, and gives up.
struct CtrlC(Arc<Mutex<String>>);

impl ConditionalEventHandler for CtrlC {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        if let Ok(mut typed) = self.0.lock() {
            context.line().clone_into(&mut typed);
        }
        Some(Cmd::Interrupt)
    }
}

/// Ends the input behind the last letter of a line that was begun as well; before that, it takes the next letter away as ever.
struct CtrlD(Arc<Mutex<String>>, Arc<AtomicBool>);

impl ConditionalEventHandler for CtrlD {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        if context.line().is_empty() || context.pos() < context.line().len() {
            return None;
        }
        if let Ok(mut typed) = self.0.lock() {
            context.line().clone_into(&mut typed);
        }
        self.1.store(true, Ordering::Relaxed);
        Some(Cmd::Interrupt)
    }
}

/// The status of a program that Ctrl-C ended, as shells count it.
const INTERRUPTED: i32 = 130;

/// Ends the program as Ctrl-C does.
#[expect(clippy::exit, reason = "Ctrl-C ends a program at once; records are written whole or not at all")]
pub(super) fn interrupted() -> ! {
    std::process::exit(INTERRUPTED)
}
