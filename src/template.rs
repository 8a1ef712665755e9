//! Templates: the texts that pages and new records are made from, and the only user of the library that fills them in.
//! A template is handed all that it shows; it reaches no file and no environment, and a service's own ends soon, however it is written.

mod bounds;
mod escape;
mod fault;
mod files;
mod house;
mod source;

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::Serialize;
use tera::{Context, Kwargs, State, Tera, Value};

use self::bounds::Bounded;
use self::escape::css_text;
pub use self::escape::escape;
pub use self::fault::Fault;
pub use self::files::{FILES, GENERATOR, OWN_FOLDER, POLICY, is_known, original, purpose};
pub use self::house::{House, labels};
pub use self::source::MOST_BYTES;
use crate::record::edit::yaml_text;

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
        tera.register_filter("safe", safe);
        tera.register_filter("css", |text: &str, _: Kwargs, _: &State| css_text(text));
        let House { wording, logo } = self.house.clone();
        tera.register_filter("label", move |text: &str, _: Kwargs, _: &State| wording.shown(text).to_owned());
        tera.register_function("logo", move |_: Kwargs, _: &State| logo.clone());
        bounds::register(&mut tera);
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
        let mut out = Bounded::begin();
        self.tera.render_to(name, context, &mut out).map_err(|error| self.explained(name, &error))?;
        Ok(out.into_text())
    }

    /// The service's own template `name`, filled in, and for each line of that the line of the template that it came from.
    ///
    /// # Errors
    /// As [`Templates::render`].
    pub fn render_traced(&self, name: &str, view: &impl Serialize) -> Result<(String, Vec<usize>), Fault> {
        let marked = Self { tera: Tera::new(), own: self.own.clone(), house: self.house.clone() }.made_ready(true)?;
        // A fault is told of the template as it is.
        let plain = self.render(name, view)?;
        let (text, mut lines) = source::without_marks(&marked.render(name, view)?);
        // Where the marks changed what the template decides, nobody can tell more than the template.
        if text != plain {
            lines = vec![1; plain.matches('\n').count() + 1];
        }
        Ok((plain, lines))
    }
}

/// A text that is HTML already. A field that there is not is none: the library shows nothing in its place, and a page would lack words unseen.
fn safe(value: Value, _: Kwargs, _: &State) -> Result<Value, tera::Error> {
    if value.is_undefined() {
        return Err(tera::Error::message("what is handed to the filter is not defined"));
    }
    Ok(Value::safe_string(&value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::store;
    use serde_json::json;

    pub(super) fn with_own(name: &str, text: &str) -> Result<Templates> {
        Templates::new(vec![(name.to_owned(), text.to_owned())])
    }

    #[test]
    fn a_strange_name_is_told_the_known_ones() {
        let error = with_own("page/plan.html", "").expect_err("no such template").to_string();
        assert!(error.contains("page/plan.html") && error.contains("page/support-plan.html"), "{error}");
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
