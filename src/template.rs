//! Templates: the texts that pages and new records are made from, and the only user of the library that fills them in.
//! A template is handed all that it shows; it reaches no file and no environment, and a service's own ends soon, however it is written.

mod house;
mod source;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Result, bail};
use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

pub use self::house::{House, labels};
pub use self::source::MOST_BYTES;
use crate::record::edit::yaml_text;
use crate::text::is_obeyed;

/// The templates as they lie in the project, by name. A service replaces any of them by one of the same name.
pub const FILES: &[(&str, &str)] = &[
    ("page/base.html", include_str!("../templates/page/base.html")),
    ("page/style.css", include_str!("../templates/page/style.css")),
    ("page/parts.html", include_str!("../templates/page/parts.html")),
    ("page/plans.html", include_str!("../templates/page/plans.html")),
    ("page/support-plan.html", include_str!("../templates/page/support-plan.html")),
    ("page/safety-plan.html", include_str!("../templates/page/safety-plan.html")),
    ("page/weekly-review.html", include_str!("../templates/page/weekly-review.html")),
    ("page/formal-review.html", include_str!("../templates/page/formal-review.html")),
    ("page/formal-pack.html", include_str!("../templates/page/formal-pack.html")),
    ("page/weekly-sheet.html", include_str!("../templates/page/weekly-sheet.html")),
    ("page/record.html", include_str!("../templates/page/record.html")),
    ("page/report.html", include_str!("../templates/page/report.html")),
    ("page/overview.html", include_str!("../templates/page/overview.html")),
    ("page/progress.html", include_str!("../templates/page/progress.html")),
    ("page/index.html", include_str!("../templates/page/index.html")),
    ("scaffold/formal-review.md", include_str!("../templates/scaffold/formal-review.md")),
    ("scaffold/formal-review-discussed.md", include_str!("../templates/scaffold/formal-review-discussed.md")),
    ("scaffold/formal-review-closed.md", include_str!("../templates/scaffold/formal-review-closed.md")),
    ("scaffold/referral.md", include_str!("../templates/scaffold/referral.md")),
    ("scaffold/assessment.md", include_str!("../templates/scaffold/assessment.md")),
    ("scaffold/support-plan.md", include_str!("../templates/scaffold/support-plan.md")),
    ("scaffold/safety-plan.md", include_str!("../templates/scaffold/safety-plan.md")),
    ("scaffold/weekly-review.md", include_str!("../templates/scaffold/weekly-review.md")),
    ("scaffold/incident.md", include_str!("../templates/scaffold/incident.md")),
    ("scaffold/team-reflection.md", include_str!("../templates/scaffold/team-reflection.md")),
    ("scaffold/plan-audit.md", include_str!("../templates/scaffold/plan-audit.md")),
    ("scaffold/item-strength.md", include_str!("../templates/scaffold/item-strength.md")),
    ("scaffold/item-outcome.md", include_str!("../templates/scaffold/item-outcome.md")),
    ("scaffold/item-action.md", include_str!("../templates/scaffold/item-action.md")),
    ("scaffold/item-risk.md", include_str!("../templates/scaffold/item-risk.md")),
    ("scaffold/moved-on.md", include_str!("../templates/scaffold/moved-on.md")),
];

/// Where a service keeps its own versions of templates.
pub const OWN_FOLDER: &str = ".supportplan/templates";

/// How often loops may go round in all while a template is filled in.
const MOST_STEPS: usize = 200_000;
/// How many bytes may come of a template, and how many letters a variable of its own may hold.
const MOST_MADE: usize = 64 << 20;
const MOST_LETTERS: usize = 1 << 20;
/// How many numbers a template may count through at once.
const MOST_NUMBERS: i64 = 1000;

/// Templates that are ready to be filled in.
#[derive(Debug)]
pub struct Templates {
    tera: Tera,
    own: BTreeMap<String, String>,
    house: House,
}

/// What a template is handed where some of its texts are HTML already, made by this program.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// Data whose texts are plain, and are escaped.
    Plain(serde_json::Value),
    /// HTML, which stands in the page as it is.
    Html(String),
    /// Several, in order.
    List(Vec<Shown>),
    /// Several, by name.
    Fields(Vec<(String, Shown)>),
}

impl Shown {
    fn value(&self) -> Value {
        match self {
            Self::Plain(value) => Value::from_serializable(value),
            Self::Html(html) => Value::safe_string(html),
            Self::List(list) => list.iter().map(Self::value).collect::<Vec<_>>().into(),
            Self::Fields(fields) => {
                let fields = fields.iter().map(|(key, shown)| (key.clone(), shown.value()));
                fields.collect::<BTreeMap<String, Value>>().into()
            }
        }
    }
}

/// What is wrong with a template, without the words of the record that was being shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The template's name.
    pub name: String,
    /// The line of the template.
    pub line: usize,
    /// What is wrong there, without a full stop.
    pub message: String,
    /// Whether it is the service's own.
    pub is_own: bool,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, line, message, is_own } = self;
        write!(f, "{name}, line {line}: {message}")?;
        // A word on where the file lies, where it is not one of the project's.
        if *is_own { write!(f, ". This template is the service's own, {OWN_FOLDER}/{name}") } else { Ok(()) }
    }
}

impl std::error::Error for Fault {}

impl Templates {
    /// The project's templates, with those of a service in the place of the ones that they are named after.
    ///
    /// # Errors
    /// An own template has a name that no template has, or it is no template ([`Fault`]).
    pub fn new(own: Vec<(String, String)>) -> Result<Self> {
        Self::of_house(own, House::default())
    }

    /// The same, with the logo and the words of a service.
    ///
    /// # Errors
    /// As [`Templates::new`].
    pub fn of_house(own: Vec<(String, String)>, house: House) -> Result<Self> {
        if let Some((stranger, _)) = own.iter().find(|(name, _)| !is_known(name)) {
            let known: Vec<_> = FILES.iter().map(|(known, _)| *known).collect();
            bail!(
                "there is no template named {stranger}, so {OWN_FOLDER}/{stranger} is never used. Templates are: {}",
                known.join(", ")
            );
        }
        let templates = Self { tera: Tera::new(), own: own.into_iter().collect(), house };
        Ok(templates.made_ready(false)?)
    }

    /// The same, with marks for the lines of the service's own in what comes of them.
    fn made_ready(mut self, marked: bool) -> Result<Self, Fault> {
        let mut tera = Tera::new();
        tera.set_escape_fn(|text, out| out.write_all(escape(text).as_bytes()));
        tera.register_filter("yaml", |text: &str, _: Kwargs, _: &State| yaml_text(text));
        tera.register_filter("css", |text: &str, _: Kwargs, _: &State| css_text(text));
        let House { wording, logo } = self.house.clone();
        tera.register_filter("label", move |text: &str, _: Kwargs, _: &State| wording.shown(text).to_owned());
        tera.register_function("logo", move |_: Kwargs, _: &State| logo.clone());
        // What makes much of little. A template loops over what it is handed.
        for name in ["replace", "indent", "split"] {
            tera.register_filter(name, move |_: Value, _: Kwargs, _: &State| not_here::<Value>(name));
        }
        tera.register_function("range", |given: Kwargs, _: &State| range(&given));
        tera.register_function(source::STEP, |_: Kwargs, _: &State| step(1).map(|()| false));
        tera.register_function(source::FITS, |given: Kwargs, _: &State| fits(&given).map(|()| false));
        let own = self.own.iter().map(|(name, text)| {
            let fault = |(line, message): (usize, &str)| self.fault(name, line, message.to_owned());
            Ok((name.as_str(), source::bounded(text, marked).map_err(fault)?))
        });
        let own: BTreeMap<&str, String> = own.collect::<Result<_, Fault>>()?;
        let all = FILES.iter().map(|(name, text)| (*name, own.get(name).map_or(*text, String::as_str)));
        tera.add_raw_templates(all).map_err(|error| self.explained("", &error))?;
        self.tera = tera;
        Ok(self)
    }

    /// The text of the service's own template of this name.
    pub fn own(&self, name: &str) -> Option<&str> {
        self.own.get(name).map(String::as_str)
    }

    /// The template `name`, filled in with the fields of `view`. In a template whose name ends in `.html`, what is filled in is
    /// escaped.
    ///
    /// # Errors
    /// There is no such template, or it asks for something that `view` does not have, or there is no end to it.
    pub fn render(&self, name: &str, view: &impl Serialize) -> Result<String, Fault> {
        let context = Context::from_serialize(view).map_err(|error| self.explained(name, &error))?;
        self.filled(name, &context)
    }

    /// The template `name`, filled in with what `shown` shows. As [`Templates::render`], but for texts that are HTML already.
    ///
    /// # Errors
    /// As [`Templates::render`].
    pub fn render_shown(&self, name: &str, shown: &Shown) -> Result<String, Fault> {
        let mut context = Context::new();
        if let Shown::Fields(fields) = shown {
            for (key, shown) in fields {
                context.insert_value(key.clone(), shown.value());
            }
        }
        self.filled(name, &context)
    }

    fn filled(&self, name: &str, context: &Context) -> Result<String, Fault> {
        let mut out = Bounded(Vec::new());
        STEPS.set(0);
        self.tera.render_to(name, context, &mut out).map_err(|error| self.explained(name, &error))?;
        Ok(String::from_utf8(out.0).unwrap_or_default())
    }

    /// The service's own template `name`, filled in, and for each line of that the line of the template that it came from.
    ///
    /// # Errors
    /// As [`Templates::render`].
    pub fn render_traced(&self, name: &str, view: &impl Serialize) -> Result<(String, Vec<usize>), Fault> {
        let marked = Self { tera: Tera::new(), own: self.own.clone(), house: self.house.clone() }.made_ready(true)?;
        let (text, mut lines) = source::without_marks(&marked.render(name, view)?);
        let plain = self.render(name, view)?;
        // Where the marks changed what the template decides, nobody can tell more than the template.
        if text != plain {
            lines = vec![1; plain.matches('\n').count() + 1];
        }
        Ok((plain, lines))
    }

    /// What is wrong with which line of which template.
    fn explained(&self, name: &str, error: &tera::Error) -> Fault {
        let fault = self.placed(name, error);
        // Of a component that holds itself the library says no place.
        let own = self.own.get(&fault.name).filter(|_| fault.message.contains("recursion depth for components"));
        match own.and_then(|text| text.lines().position(|line| line.contains("{%") && line.contains("component "))) {
            Some(at) => self.fault(&fault.name, at + 1, "a component that holds itself has no end".to_owned()),
            None => fault,
        }
    }

    fn placed(&self, name: &str, error: &tera::Error) -> Fault {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let message = lower_first(report.message().trim_end_matches('.'));
                let own = self.own.get(report.filename()).filter(|_| message.contains("end of input"));
                match own.and_then(|text| source::unclosed(text)) {
                    Some((line, word)) => {
                        let message =
                            format!("`{{% {word} %}}` is opened here and never closed by `{{% end{word} %}}`");
                        self.fault(report.filename(), line, message)
                    }
                    None => self.fault(report.filename(), report.span().start_line, message),
                }
            }
            // A fault that shows when templates are joined comes with its place in the message.
            other => {
                let text = other.to_string();
                let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ");
                let place = text.split_once("--> ").and_then(|(_, place)| place.split_whitespace().next());
                let mut place = place.unwrap_or_default().splitn(3, ':');
                let named = self.own.iter().find(|(own, _)| message.contains(own.as_str()));
                if let (None, Some((own, text))) = (place.clone().next().filter(|file| !file.is_empty()), named) {
                    let extends = text.lines().position(|line| line.contains("extends"));
                    let line = extends.map_or(1, |at| at + 1);
                    return self.fault(own, line, lower_first(message.trim_end_matches('.')));
                }
                let file = place.next().filter(|file| !file.is_empty()).unwrap_or(name);
                let line = place.next().and_then(|line| line.parse().ok()).unwrap_or(1);
                self.fault(file, line, lower_first(message.trim_end_matches('.')))
            }
        }
    }

    fn fault(&self, name: &str, line: usize, message: String) -> Fault {
        Fault { name: name.to_owned(), line, message, is_own: self.own.contains_key(name) }
    }
}

/// What the template of this name is for, as words that follow its name; nothing, where there is none.
pub fn purpose(name: &str) -> Option<&'static str> {
    Some(match name {
        "page/base.html" => "what all pages have in common",
        "page/style.css" => "how pages look",
        "page/parts.html" => "parts that several pages have",
        "page/plans.html" => "what the pages of plans and the formal review pack say of plans",
        "page/support-plan.html" => "the page of a support plan",
        "page/safety-plan.html" => "the page of a safety plan",
        "page/weekly-review.html" => "the page of a weekly review",
        "page/formal-review.html" => "the page of a formal review",
        "page/formal-pack.html" => "the pages of a formal review",
        "page/weekly-sheet.html" => "the sheets of a week",
        "page/record.html" => "the page of any other record",
        "page/report.html" => "what the overview and the report on progress have in common",
        "page/overview.html" => "the overview of the service",
        "page/progress.html" => "the report on progress",
        "page/index.html" => "the list of all pages",
        "scaffold/referral.md" => "a new referral",
        "scaffold/assessment.md" => "a new assessment",
        "scaffold/support-plan.md" => "a new support plan",
        "scaffold/safety-plan.md" => "a new safety plan",
        "scaffold/weekly-review.md" => "a new weekly review",
        "scaffold/formal-review.md" => "a new formal review",
        "scaffold/formal-review-discussed.md" => "what a formal review asks once the plan was gone through",
        "scaffold/formal-review-closed.md" => "what a formal review asks at the end",
        "scaffold/item-strength.md" => "a new strength of a plan",
        "scaffold/item-outcome.md" => "a new outcome of a plan",
        "scaffold/item-action.md" => "a new action of a plan",
        "scaffold/item-risk.md" => "a new risk of a plan",
        "scaffold/moved-on.md" => "what a plan asks about a resident who leaves",
        "scaffold/incident.md" => "a new incident",
        "scaffold/team-reflection.md" => "a new team reflection",
        "scaffold/plan-audit.md" => "a new plan audit",
        _ => return None,
    })
}

/// Whether there is a template of this name.
pub fn is_known(name: &str) -> bool {
    FILES.iter().any(|(known, _)| *known == name)
}

thread_local! {
    /// How often loops have gone round since this thread began to fill in a template.
    static STEPS: Cell<usize> = const { Cell::new(0) };
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
struct Bounded(Vec<u8>);

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

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// `text` as it is written in HTML, within an element or a quoted attribute. A character that nobody sees, or that turns the
/// order of the others round, is shown as a mark.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            c if is_obeyed(c) => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// What of `text` can stand in a quoted text of a style sheet, where nothing is escaped.
fn css_text(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::store;
    use serde_json::json;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn with_own(name: &str, text: &str) -> Result<Templates> {
        Templates::new(vec![(name.to_owned(), text.to_owned())])
    }

    #[test]
    fn every_file_is_a_template() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        let mut found = BTreeSet::new();
        // What goes to a forge as it is fills nothing in.
        let folders = store::list(&root)
            .expect("the folder of templates")
            .into_iter()
            .filter(|folder| folder.name != "ci" && folder.name != "README.md");
        for folder in folders {
            for file in store::list(&root.join(&folder.name)).expect("a folder of templates") {
                found.insert(format!("{}/{}", folder.name, file.name));
            }
        }
        assert_eq!(found, FILES.iter().map(|(name, _)| (*name).to_owned()).collect());
        Templates::new(Vec::new()).expect("the project's templates fit together");
        assert!(FILES.iter().all(|(name, _)| purpose(name).is_some()), "each is for something");
    }

    #[test]
    fn a_strange_name_is_told_the_known_ones() {
        let error = with_own("page/plan.html", "").expect_err("no such template").to_string();
        assert!(error.contains("page/plan.html") && error.contains("page/support-plan.html"), "{error}");
    }

    #[test]
    fn faults_are_named_by_template_line_and_variable() {
        let view = json!({"page": {"title": "T"}});
        let broken = with_own("page/record.html", "<p>\n{{ page.titel }}").expect("it can be read");
        let error = broken.render("page/record.html", &view).expect_err("there is no titel").to_string();
        assert!(error.starts_with("page/record.html, line 2: field `titel` is not defined"), "{error}");
        assert!(error.contains(".supportplan/templates/page/record.html"), "{error}");
        let error =
            with_own("page/record.html", "a\n{% if page %}\nb\n{% for c in d %}x{% endfor %}").expect_err("not closed");
        let expected = "page/record.html, line 2: `{% if %}` is opened here and never closed by `{% endif %}`";
        assert!(error.to_string().starts_with(expected), "{error}");
        let error =
            with_own("page/record.html", "\n{% extends \"page/record.html\" %}").expect_err("itself").to_string();
        assert!(error.starts_with("page/record.html, line 2: "), "{error}");
        let me = "a\n{% component me() %}{{<me/>}}{% endcomponent %}\n{{<me/>}}";
        let error = with_own("page/record.html", me).expect("a template").render("page/record.html", &view);
        let error = error.expect_err("no end").to_string();
        assert!(error.starts_with("page/record.html, line 2: "), "{error}");
        let error = with_own("page/record.html", "a\nb {% if %}").expect_err("no template").to_string();
        assert!(error.starts_with("page/record.html, line 2: "), "{error}");
        let error = with_own("page/record.html", "{{ page | shout }}").expect_err("no such filter").to_string();
        assert!(error.contains("page/record.html") && error.contains("shout"), "{error}");
    }

    #[test]
    fn templates_reach_no_environment_and_no_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let secret = folder.path().join("secret.html");
        store::write(&secret, b"secret").expect("written");
        let reaching = [
            "{{ get_env(name=\"PATH\") }}".to_owned(),
            "{{ env.PATH }}".to_owned(),
            "{{ PATH }}".to_owned(),
            format!("{{% include \"{}\" %}}", secret.display()),
            format!("{{% extends \"{}\" %}}", secret.display()),
            "{% include \"../../Cargo.toml\" %}".to_owned(),
            "{{ load_data(path=\"/etc/passwd\") }}".to_owned(),
            "{{ now() }}".to_owned(),
        ];
        for text in reaching {
            let made = with_own("page/record.html", &text);
            let shown = made.and_then(|made| Ok(made.render("page/record.html", &json!({}))?));
            assert!(shown.is_err(), "{text}: {shown:?}");
        }
        // Templates of the program are known by name.
        let including = with_own("page/record.html", "{% include \"page/style.css\" %}");
        assert!(including.is_ok());
    }

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

    #[test]
    fn lines_are_traced_back_to_the_template() {
        let text = "a\n{% for b in many %}\n- {{ b }}\n{%- endfor %}\n\nend\n";
        let templates = with_own("page/record.html", text).expect("a template");
        let (text, lines) = templates.render_traced("page/record.html", &json!({"many": [1, 2]})).expect("rendered");
        assert_eq!(text, "a\n\n- 1\n- 2\n\nend\n");
        assert_eq!(lines, [1, 1, 3, 3, 3, 6, 6]);
    }

    #[test]
    fn html_is_escaped_and_filters_are_there() {
        let text = "{{ a }} {{ b | yaml }} <style>{{ a | css }}</style>";
        let templates = with_own("page/record.html", text).expect("a template");
        let html =
            templates.render("page/record.html", &json!({"a": "<'\"&\u{202e}</style>", "b": "no"})).expect("rendered");
        assert_eq!(html, "&lt;&#39;&quot;&amp;\u{fffd}&lt;/style&gt; &quot;no&quot; <style>style</style>");
    }
}
