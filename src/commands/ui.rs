//! What a command says: results to standard output, all else to standard error.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget};

use super::cli::{Color, Global};
use crate::report::{Style, printable_lines};
use crate::text::wrapped;

/// Where a command's words go, and whether somebody is there to be asked.
pub(super) struct Ui {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    show_text: bool,
    width: usize,
    /// Whether somebody or something still reads the results.
    is_read: bool,
    /// What was said and is not to be said again.
    said: BTreeSet<String>,
    /// Whether what is no result goes to a terminal, where it is wrapped.
    err_on_terminal: bool,
    /// Whether results go to a terminal.
    pub(super) on_terminal: bool,
    /// Whether somebody sits at the terminal who can be asked.
    pub(super) can_ask: bool,
}

impl Ui {
    /// For this process, as its options and its surroundings say.
    pub(super) fn new(global: &Global) -> Self {
        let on_terminal = io::stdout().is_terminal();
        let out = AutoStream::new(io::stdout(), choice(global.color, on_terminal));
        let err = AutoStream::new(io::stderr(), choice(global.color, io::stderr().is_terminal()));
        Self {
            out: Box::new(io::BufWriter::new(out)),
            err: Box::new(err),
            show_text: global.show_text || on_terminal,
            width: terminal_width(),
            is_read: true,
            said: BTreeSet::new(),
            err_on_terminal: io::stderr().is_terminal(),
            on_terminal,
            can_ask: io::stdin().is_terminal() && io::stderr().is_terminal(),
        }
    }

    /// Without colours and without a terminal, for last words.
    pub(super) fn plain() -> Self {
        Self {
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
            show_text: false,
            width: Style::default().width,
            is_read: true,
            said: BTreeSet::new(),
            err_on_terminal: false,
            on_terminal: false,
            can_ask: false,
        }
    }

    /// Writes a result. The text ends its own lines. Where nobody reads any more, as behind `head`, it goes nowhere, and the command
    /// goes on to its end.
    ///
    /// # Errors
    /// The disk is full.
    pub(super) fn result(&mut self, text: &str) -> io::Result<()> {
        let written = self.out.write_all(text.as_bytes());
        self.unless_closed(written)
    }

    /// Writes a result that may be no text, byte for byte. A terminal is shown nothing that could steer it.
    ///
    /// # Errors
    /// The disk is full.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.on_terminal {
            return self.result(&printable_lines(&String::from_utf8_lossy(bytes)));
        }
        self.flush()?;
        let mut out = io::stdout().lock();
        let written = out.write_all(bytes).and_then(|()| out.flush());
        self.unless_closed(written)
    }

    /// Says a line that is no result. A path or a name in it cannot steer a terminal.
    ///
    /// # Errors
    /// The line cannot be written.
    pub(super) fn note(&mut self, line: &str) -> io::Result<()> {
        let flushed = self.flush();
        let mut said = printable_lines(line);
        if self.err_on_terminal {
            said = said.lines().map(|line| folded(line, self.width)).collect::<Vec<_>>().join("\n");
        }
        let written = match writeln!(self.err, "{said}") {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        };
        flushed.and(written)
    }

    /// Says a line that is no result, unless this command said it already.
    ///
    /// # Errors
    /// The line cannot be written.
    pub(super) fn note_once(&mut self, line: &str) -> io::Result<()> {
        if self.said.insert(line.to_owned()) { self.note(line) } else { Ok(()) }
    }

    /// Hands on all results.
    ///
    /// # Errors
    /// The disk is full.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        self.unless_closed(flushed)
    }

    /// Whether results are still read, so that a command which does nothing else need not go on.
    pub(super) fn is_read(&self) -> bool {
        self.is_read
    }

    fn unless_closed(&mut self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.out = Box::new(io::sink());
                self.is_read = false;
                Ok(())
            }
            written => written
                .map_err(|error| io::Error::new(error.kind(), format!("what was to be printed is lost: {error}"))),
        }
    }

    /// A bar on a terminal that shows how much of `length` is done; elsewhere none is seen.
    pub(super) fn progress(&self, length: usize) -> ProgressBar {
        let target = if self.err_on_terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        ProgressBar::with_draw_target(Some(length as u64), target)
    }

    /// How findings are to be drawn.
    pub(super) fn style(&self) -> Style {
        Style { show_text: self.show_text, width: self.width, ..Style::default() }
    }
}

/// A line in as many as it needs, each with the indent that it has. A command between backticks stays on one line, so that it can be copied.
fn folded(line: &str, width: usize) -> String {
    use unicode_width::UnicodeWidthStr as _;
    /// Stands for a space that is no place to break at.
    const BOUND: &str = "\u{e000}";
    if line.width() <= width {
        return line.to_owned();
    }
    let indent = line.len() - line.trim_start_matches(' ').len();
    let pieces = line.split('`').enumerate().map(|(at, piece)| match at % 2 {
        1 => piece.replace(' ', BOUND),
        _ => piece.to_owned(),
    });
    let lines = wrapped(&pieces.collect::<Vec<_>>().join("`"), width.saturating_sub(indent));
    let lines = lines.iter().map(|part| format!("{}{}", " ".repeat(indent), part.replace(BOUND, " ")));
    lines.collect::<Vec<_>>().join("\n")
}

fn choice(color: Color, terminal: bool) -> ColorChoice {
    match color {
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
        Color::Auto if terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) => {
            ColorChoice::Auto
        }
        Color::Auto => ColorChoice::Never,
    }
}

/// The terminal's width in columns; `COLUMNS` goes before what the terminal itself says.
fn terminal_width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let own = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(own).filter(|columns| *columns >= 40).unwrap_or(Style::default().width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_and_its_commands_are_not() {
        let line = "  Next: make the changes. Then `supportplan new-review formal R-0142` closes the review.";
        let expected = "  Next: make the changes. Then\n  `supportplan new-review formal R-0142`\n  closes the review.";
        assert_eq!(folded(line, 44), expected);
        assert_eq!(folded("1  A short line", 44), "1  A short line");
    }
}
