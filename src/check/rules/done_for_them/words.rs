//! Words by which an action leaves the resident's own part to staff.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Whether `words`, what the resident does in an action, say that staff do it. Whoever takes a step of their own beside that, however small,
/// has a part; so has who asks, tells or shows.
pub(super) fn leave_it_to_staff(words: &str, called: &str) -> bool {
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace('’', "'");
    let mut sentences = flat.split(['.', ';', '!']).map(str::trim).filter(|sentence| !sentence.is_empty()).peekable();
    sentences.peek().is_some() && sentences.all(|sentence| leaves_it(own_part(sentence, &called.to_lowercase())))
}

/// What stands behind "I will".
fn own_part<'s>(sentence: &'s str, called: &str) -> &'s str {
    let sentence = sentence.trim_start_matches(|c: char| !c.is_alphanumeric());
    let who =
        ["i will ", "i'll ", "i am going to ", "i am to ", "i "].into_iter().find_map(|who| sentence.strip_prefix(who));
    let named = || sentence.strip_prefix(called)?.strip_prefix(" will ");
    who.or_else(named).unwrap_or(sentence)
}

const STAFF: &str =
    "(?:the |my )?(?:support )?(?:staff|team|workers?|key ?workers?|carers?|someone|somebody|them|they)";

/// What staff do in place of somebody.
const DO: &str = "(?:(?:do|does|doing|cook|clean|wash|shop|pay|buy|make|fill|ring|call|phone|book|sort|tidy|pack|unpack|iron|hoover|write|order|\
                  prepare|collect|fetch|handle|manage|carry|change|take|get|run|deal|speak|talk|go|lay|dress)(?:s|es|ing)?|making|writing|\
                  taking|preparing|handling|managing|changing|getting|running|arranging)";

fn leaves_it(part: &str) -> bool {
    static WAYS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        let done = "done|washed|cooked|cleaned|made|sorted|paid|booked|filled in|collected|ordered|written|prepared|bought|brought|tidied|ironed|packed|arranged|handled|changed";
        let ways = [
            format!(
                r"^(?:just |simply |only )?(?:let|allow|permit|have|get|want|need|expect|rely on|depend on) {STAFF}(?: to)? (\w+)(.*)$"
            ),
            format!(
                r"^(?:just |simply |only )?leave (?:it|this|that|these|everything|all|the|my)\b[^,]*? to {STAFF}\b()(.*)$"
            ),
            r"^(?:just |simply |only )?(?:be|get) (?:taken|driven|brought|collected|picked up|accompanied|escorted|assisted|dressed|washed|bathed|showered|fed|woken|handed|given|cooked for|cleaned for|looked after|cared for)\b()(.*)$"
                .to_owned(),
            format!(
                r"^(?:just |simply |only )?(?:have|get) (?:my|the|a|an|it|this|that|them|everything|all)\b[^,]*?(?:{done})\b()(.*)$"
            ),
            format!(
                r"^(?:just |simply |only )?(?:wait|stay|sit|rest|relax|lie|be|remain|watch tv|watch television|listen to music)\b[^,]*? (?:while|whilst|as) {STAFF}(?: are| is)? {DO}\b()(.*)$"
            ),
            format!(r"^{STAFF} (?:will |should |are to |is to )?{DO}\b()(.*)$"),
        ];
        ways.iter().filter_map(|way| Regex::new(way).ok()).collect()
    });
    WAYS.iter().filter_map(|way| way.captures(part)).any(|found: Captures| !has_part(&found[1], &found[2]))
}

/// What somebody lets staff do who opens, tells or shows something themselves.
const OPENS: [&str; 22] = [
    "in", "into", "know", "see", "look", "read", "hear", "ask", "check", "come", "sit", "stay", "be", "join", "listen",
    "watch", "wait", "stand", "keep", "leave", "have", "stop",
];

/// Whether the resident has a part all the same, in what follows.
fn has_part(verb: &str, rest: &str) -> bool {
    static OWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"\b(?:i|i'll|i'm|myself|my own|own|together|then|after which|alongside|with me|until|before|once|if|unless|except|but|only|first|half|show|teach|learn|practise|choose|help)\b",
        )
        .ok()
    });
    static JOINED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:, | and | or )(\w+)").ok());
    let (Some(own), Some(joined)) = (OWN.as_ref(), JOINED.as_ref()) else { return true };
    // What is joined on may be a step of the resident's, unless it is plainly one more of the things that staff see to.
    let things = [
        "the",
        "my",
        "all",
        "staff",
        "they",
        "them",
        "everything",
        "shopping",
        "cooking",
        "cleaning",
        "washing",
        "back",
    ];
    // Why it is so is no step.
    let rest = [" because ", " since ", " so that ", " as i "]
        .iter()
        .fold(rest, |rest, why| rest.split(why).next().unwrap_or(rest));
    OPENS.contains(&verb)
        || own.is_match(rest)
        || joined.captures_iter(rest).filter_map(|found| found.get(1)).any(|word| {
            let is_to_them = rest[word.end()..].split(' ').any(|word| word == "me");
            !is_to_them && !things.contains(&word.as_str())
        })
}
