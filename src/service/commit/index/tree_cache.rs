//! The part of git's index that remembers which folders are still as a commit has them, so that git need not put them together again.

/// A folder, as the cache remembers it.
struct Folder<'a> {
    name: &'a [u8],
    /// How many entries of the index it covers and which object it is; nothing, where that is no longer known.
    known: Option<(usize, &'a [u8])>,
    inside: Vec<Folder<'a>>,
}

/// The length of an object's name.
const ID: usize = 20;

/// The cache without what is no longer true when these files change. None, where it cannot be read; git does without it then.
pub(super) fn without<'p>(bytes: &[u8], changed: impl Iterator<Item = &'p Vec<u8>>) -> Option<Vec<u8>> {
    let mut rest = bytes;
    let mut top = read(&mut rest)?;
    for path in changed {
        top.forget(path);
    }
    let mut out = Vec::with_capacity(bytes.len());
    top.write(&mut out);
    rest.is_empty().then_some(out)
}

fn read<'a>(rest: &mut &'a [u8]) -> Option<Folder<'a>> {
    let name = until(rest, 0)?;
    let count: i64 = std::str::from_utf8(until(rest, b' ')?).ok()?.parse().ok()?;
    let folders: usize = std::str::from_utf8(until(rest, b'\n')?).ok()?.parse().ok()?;
    let known = match usize::try_from(count) {
        Ok(count) => {
            let (id, after) = rest.split_at_checked(ID)?;
            *rest = after;
            Some((count, id))
        }
        Err(_) => None,
    };
    let mut folder = Folder { name, known, inside: Vec::new() };
    for _ in 0..folders {
        folder.inside.push(read(rest)?);
    }
    Some(folder)
}

/// What comes before the next `end`, which is passed over.
fn until<'a>(rest: &mut &'a [u8], end: u8) -> Option<&'a [u8]> {
    let at = rest.iter().position(|byte| *byte == end)?;
    let found = &rest[..at];
    *rest = &rest[at + 1..];
    Some(found)
}

impl Folder<'_> {
    fn forget(&mut self, path: &[u8]) {
        self.known = None;
        let Some(at) = path.iter().position(|byte| *byte == b'/') else {
            // A file has taken the place of a folder, or the other way round.
            self.inside.retain(|folder| folder.name != path);
            return;
        };
        if let Some(folder) = self.inside.iter_mut().find(|folder| folder.name == &path[..at]) {
            folder.forget(&path[at + 1..]);
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.name);
        let count = self.known.map_or("-1".to_owned(), |(count, _)| count.to_string());
        out.extend_from_slice(format!("\0{count} {}\n", self.inside.len()).as_bytes());
        out.extend_from_slice(self.known.map(|(_, id)| id).unwrap_or_default());
        self.inside.iter().for_each(|folder| folder.write(out));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_folders_on_the_way_are_forgotten() {
        let id = "iiiiiiiiiiiiiiiiiiii";
        let cache = format!("\x003 2\n{id}a\x002 1\n{id}b\x001 0\n{id}c\x001 0\n{id}");
        let without = |paths: &[&str]| {
            let paths: Vec<_> = paths.iter().map(|path| path.as_bytes().to_vec()).collect();
            String::from_utf8(without(cache.as_bytes(), paths.iter()).expect("read")).expect("text")
        };
        assert_eq!(without(&[]), cache);
        assert_eq!(without(&["a/x"]), format!("\x00-1 2\na\x00-1 1\nb\x001 0\n{id}c\x001 0\n{id}"));
        assert_eq!(without(&["a/b/x", "new/y"]), format!("\x00-1 2\na\x00-1 1\nb\x00-1 0\nc\x001 0\n{id}"));
        assert_eq!(without(&["c"]), format!("\x00-1 1\na\x002 1\n{id}b\x001 0\n{id}"));
    }

    #[test]
    fn what_cannot_be_read_is_done_without() {
        assert_eq!(without(b"\x003 1\niii", [].iter()), None);
    }
}
