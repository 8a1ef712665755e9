//! Frames: texts with marks such as `{N}`, and the words that the marks stand for.

use std::fmt;

use chrono::NaiveDate;

/// What the marks in a frame stand for: `{N}` is the resident's name, and so on, as [`Words::fill`] lists.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// What the resident likes to be called.
    pub(super) name: &'static str,
    /// They, them and their, as the resident says them.
    pub(super) pronouns: &'static Pronouns,
    /// The key worker's first name.
    pub(super) key_worker: &'static str,
    /// The first name of whoever else has a part.
    pub(super) visitor: &'static str,
    /// Two days of the week.
    pub(super) days: [&'static str; 2],
    /// A time of day.
    pub(super) time: &'static str,
    /// Where it is.
    pub(super) place: &'static str,
    /// A figure, a small number, and some minutes.
    pub(super) numbers: [i32; 3],
    /// A date.
    pub(super) date: NaiveDate,
    /// What an outcome counts.
    pub(super) counted: &'static str,
    /// An action, as a sentence speaks of it.
    pub(super) action: &'static str,
    /// What somebody said, or a promise.
    pub(super) quote: &'static str,
    /// Two levels of help.
    pub(super) help: [&'static str; 2],
    /// Two references of residents, for the team's own records.
    pub(super) residents: [usize; 2],
    /// How many digits the references have.
    pub(super) digits: usize,
}

/// How a resident is spoken of. Frames use them only before past tenses and before can, may and will, which are alike.
pub(super) struct Pronouns {
    pub(super) they: &'static str,
    pub(super) them: &'static str,
    pub(super) their: &'static str,
}

impl Words {
    /// Writes a frame with its marks filled in.
    pub(super) fn fill(&self, out: &mut String, frame: &str) {
        let mut rest = frame;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let (mark, after) = after.split_once('}').unwrap_or((after, ""));
            _ = self.mark(out, mark);
            rest = after;
        }
        out.push_str(rest);
    }

    fn mark(&self, out: &mut String, mark: &str) -> fmt::Result {
        use fmt::Write as _;
        match mark {
            "N" => out.push_str(self.name),
            "they" => out.push_str(self.pronouns.they),
            "them" => out.push_str(self.pronouns.them),
            "their" => out.push_str(self.pronouns.their),
            "They" => capital(out, self.pronouns.they),
            "Their" => capital(out, self.pronouns.their),
            "W" => out.push_str(self.key_worker),
            "V" => out.push_str(self.visitor),
            "d" => out.push_str(self.days[0]),
            "e" => out.push_str(self.days[1]),
            "h" => out.push_str(self.time),
            "p" => out.push_str(self.place),
            "n" => write!(out, "{}", self.numbers[0])?,
            "m" => write!(out, "{}", self.numbers[1])?,
            "i" => write!(out, "{}", self.numbers[2])?,
            "b" => write!(out, "{}", self.date)?,
            "c" => out.push_str(self.counted),
            "C" => capital(out, self.counted),
            "a" => out.push_str(self.action),
            "A" => capital(out, self.action),
            "q" => out.push_str(self.quote),
            "from" => out.push_str(self.help[0]),
            "to" => out.push_str(self.help[1]),
            "x" => out.push_str(&super::reference(self.residents[0], self.digits)),
            "y" => out.push_str(&super::reference(self.residents[1], self.digits)),
            // Nothing else is written in the frames; a test reads all that they say.
            unknown => write!(out, "{{{unknown}}}")?,
        }
        Ok(())
    }
}

fn capital(out: &mut String, words: &str) {
    let mut letters = words.chars();
    out.extend(letters.next().map(|first| first.to_ascii_uppercase()));
    out.push_str(letters.as_str());
}
