//! What keeps a template within bounds while it is filled in: it ends soon and takes little memory, however it is written.

use std::cell::Cell;
use std::io::Write;

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::source;

/// How often loops may go round in all while a template is filled in.
const MOST_STEPS: usize = 200_000;
/// How many bytes may come of a template, and how many letters a variable of its own may hold.
const MOST_MADE: usize = 64 << 20;
const MOST_LETTERS: usize = 1 << 20;
/// How many numbers a template may count through at once.
const MOST_NUMBERS: i64 = 1000;

thread_local! {
    /// How often loops have gone round since this thread began to fill in a template.
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Puts bounds in the place of what could go on without end or make much of little. A template loops over what it is handed.
pub(super) fn register(tera: &mut Tera) {
    for name in ["replace", "indent", "split"] {
        tera.register_filter(name, move |_: Value, _: Kwargs, _: &State| not_here::<Value>(name));
    }
    tera.register_function("throw", |_: Kwargs, _: &State| not_here::<Value>("throw"));
    tera.register_function("range", |given: Kwargs, _: &State| range(&given));
    tera.register_function(source::STEP, |_: Kwargs, _: &State| step(1).map(|()| false));
    tera.register_function(source::FITS, |given: Kwargs, _: &State| fits(&given).map(|()| false));
}

/// Counts the turns of loops.
fn step(turns: usize) -> TeraResult<()> {
    let steps = STEPS.get() + turns;
    STEPS.set(steps);
    if steps > MOST_STEPS {
        Err(tera::Error::message("there is no end to this template, or it is far too large"))
    } else {
        Ok(())
    }
}

/// Looks how much a variable holds.
fn fits(given: &Kwargs) -> TeraResult<()> {
    let size = given.get::<&str>("value").ok().flatten().map_or(0, str::len);
    step(size / 4096)?;
    if size > MOST_LETTERS { Err(tera::Error::message("a variable of this template is far too large")) } else { Ok(()) }
}

/// The numbers from `start`, or 0, up to `end`, which is not among them.
fn range(given: &Kwargs) -> TeraResult<Vec<i64>> {
    let (start, end) = (given.get::<i64>("start")?.unwrap_or(0), given.must_get::<i64>("end")?);
    match end.checked_sub(start) {
        Some(..=MOST_NUMBERS) => Ok((start..end).collect()),
        _ => {
            Err(tera::Error::message(format!("a range of more than {MOST_NUMBERS} numbers is not for templates here")))
        }
    }
}

/// That something of the library's is not for templates.
fn not_here<T>(name: &str) -> TeraResult<T> {
    Err(tera::Error::message(format!("`{name}` is not for templates here, which show what they are handed")))
}

/// What comes of a template, as long as it is not too much.
#[derive(Default)]
pub(super) struct Bounded(Vec<u8>);

impl Bounded {
    /// Room for what comes of one template; its steps are counted from here on.
    pub(super) fn begin() -> Self {
        STEPS.set(0);
        Self::default()
    }

    /// All that came.
    pub(super) fn into_text(self) -> String {
        String::from_utf8(self.0).unwrap_or_default()
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_MADE {
            return Err(std::io::Error::other("there is no end to what comes of this template"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::with_own;
    use serde_json::json;

    #[test]
    fn a_template_without_end_is_an_error() {
        let many: Vec<usize> = (0..100).collect();
        let view = json!({"many": many, "long": "x".repeat(5000)});
        let loops = |text: &str| {
            (0..20).fold(text.to_owned(), |text, at| format!("{{% for a{at} in many %}}{text}{{% endfor %}}"))
        };
        let doubled = "{% set_global x = x ~ x %}".repeat(60);
        let endless = [
            loops(""),
            loops("x"),
            format!("{{% set s %}}{}{{% endset %}}", loops("x")),
            format!("{{% set_global x = long %}}{doubled}{{{{ x | length }}}}"),
            format!(
                "{{% for a in many %}}{{% for b in many %}}{}{{% endfor %}}{{% endfor %}}",
                "{{ long }}".repeat(100)
            ),
            "{% for a in range(end=99999) %}{% endfor %}".to_owned(),
            format!("{}{}", "{% for a in range(end=1000) %}".repeat(3), "{% endfor %}".repeat(3)),
            "{{ [x for x in many] | length }}".to_owned(),
            "{{ long | replace(from=\"x\", to=long) | length }}".to_owned(),
            "{% component me() %}{{<me/>}}{{<me/>}}{% endcomponent %}{{<me/>}}".to_owned(),
            "{% include \"page/record.html\" %}".to_owned(),
        ];
        for text in endless {
            let made = with_own("page/record.html", &text);
            let shown = made.and_then(|made| Ok(made.render("page/record.html", &view)?));
            let error = shown.expect_err(&text[..text.len().min(80)]).to_string();
            assert!(error.contains("page/record.html") && error.len() < 1000, "{text}: {error}");
        }
    }
}
