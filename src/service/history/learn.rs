//! Finding out what commits changed in which folders of the service: each folder of git's is compared, byte by byte, with the one before.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::{Context as _, Result, bail};
use git2::{ObjectType, Odb, OdbObject, Oid, Repository};

use super::commits::Held;
use super::known::{Fact, Known};
use crate::service::raw::{Copies, Entry, Folders, Header, Kind, differing, find, header, lacking};
use crate::service::repository::Repo;

/// How many commits one processor looks into at a time.
const SHARE: usize = 256;

/// Adds to what is known all commits that lead to `last`, and gives the place of `last`.
pub(super) fn learn(repo: &Repo, cut: &HashSet<Oid>, last: Oid, known: &mut Known) -> Result<u32> {
    let (git, prefix) = (&repo.git, repo.prefix.as_str());
    let odb = git.odb().context("git's objects cannot be read")?;
    let mut places: HashMap<Oid, u32> = known.facts.iter().map(|fact| fact.id).zip(0..).collect();
    if let Some(place) = places.get(&last) {
        return Ok(*place);
    }
    let new = unknown(&odb, cut, last, &places)?;
    let trees: HashMap<Oid, Oid> = new.iter().map(|(id, header)| (*id, header.tree)).collect();
    let tree = |commit: &Oid| match trees.get(commit) {
        Some(tree) => anyhow::Ok(*tree),
        None => Ok(read(&odb, *commit)?.tree),
    };
    let pair = |(_, header): &(Oid, Header)| Ok((header.tree, header.parents.first().map(tree).transpose()?));
    let pairs: Vec<(Oid, Option<Oid>)> = new.iter().map(pair).collect::<Result<_>>()?;
    let changes = Copies::of(git.path()).share(git, &pairs, SHARE, |git, pairs| looked_into(git, pairs, prefix))?;
    let mut names: HashMap<String, u32> = known.names.iter().cloned().zip(0..).collect();
    for ((id, header), changes) in new.into_iter().zip(changes) {
        let parents = header.parents.iter().map(|parent| places[parent]).collect();
        let mut number = |name: String| {
            let next = known.names.len();
            *names.entry(name).or_insert_with_key(|name| {
                known.names.push(name.clone());
                u32::try_from(next).unwrap_or(u32::MAX)
            })
        };
        let changes: Vec<_> = changes.into_iter().map(|(name, held)| (number(name), held)).collect();
        places.insert(id, u32::try_from(known.facts.len())?);
        known.facts.push(Fact { id, parents, time: header.time, is_cut: header.is_cut, changes });
    }
    Ok(places[&last])
}

/// The commits that lead to `last` and are not known, each behind those that it follows.
fn unknown(odb: &Odb<'_>, cut: &HashSet<Oid>, last: Oid, known: &HashMap<Oid, u32>) -> Result<Vec<(Oid, Header)>> {
    let mut new = Vec::new();
    let mut seen = HashSet::new();
    let mut open = vec![(last, None)];
    while let Some((id, header)) = open.pop() {
        if let Some(header) = header {
            new.push((id, header));
            continue;
        }
        if known.contains_key(&id) || !seen.insert(id) {
            continue;
        }
        let mut header = read(odb, id)?;
        if cut.contains(&id) && !header.parents.is_empty() {
            (header.parents, header.is_cut) = (Vec::new(), true);
        }
        let parents: Vec<Oid> = header.parents.clone();
        open.push((id, Some(header)));
        open.extend(parents.into_iter().rev().map(|parent| (parent, None)));
    }
    Ok(new)
}

/// The beginning of a commit.
fn read(odb: &Odb<'_>, id: Oid) -> Result<Header> {
    let commit = odb.read(id).with_context(|| lacking(&format!("the save {id}")))?;
    if commit.kind() != ObjectType::Commit {
        bail!("what git has under the name {id} is no save. `git fsck` says more");
    }
    header(commit.data()).with_context(|| lacking(&format!("the save {id}")))
}

/// What each of these folders holds otherwise than the one beside it, in the service's folder.
fn looked_into(git: &Repository, pairs: &[(Oid, Option<Oid>)], service: &str) -> Result<Vec<Changes>> {
    let odb = git.odb().context("git's objects cannot be read")?;
    let mut folders = Folders::new(&odb);
    let mut found = Vec::with_capacity(pairs.len());
    for (here, before) in pairs {
        folders.next();
        let mut changes = Changes::new();
        let here = inside(&mut folders, Some(*here), service)?;
        let before = inside(&mut folders, *before, service)?;
        compare(&mut folders, here, before, "", &mut changes)?;
        found.push(changes);
    }
    Ok(found)
}

/// What a commit changed, by path: each resident's folder, and what lies beside the residents.
type Changes = BTreeMap<String, Option<Held>>;

/// The folder of residents, in which each resident has one.
const RESIDENTS: &str = "residents";

/// The folder at `path`, which ends in a slash or is empty.
fn inside(folders: &mut Folders<'_>, tree: Option<Oid>, path: &str) -> Result<Option<Oid>> {
    let mut tree = tree;
    for name in path.split_terminator('/') {
        let Some(id) = tree else { return Ok(None) };
        let wanted = Entry { name: name.as_bytes(), kind: Kind::Folder, id };
        tree = find(&mut folders.read(id)?.data(), &wanted)?;
    }
    Ok(tree)
}

fn compare(
    folders: &mut Folders<'_>,
    here: Option<Oid>,
    before: Option<Oid>,
    path: &str,
    changes: &mut Changes,
) -> Result<()> {
    if here == before {
        return Ok(());
    }
    let here = here.map(|id| folders.read(id)).transpose()?;
    let before = before.map(|id| folders.read(id)).transpose()?;
    for (here, before) in
        differing(here.as_deref().map_or(&[], OdbObject::data), before.as_deref().map_or(&[], OdbObject::data))?
    {
        let Some(Ok(name)) = here.or(before).map(|entry| std::str::from_utf8(entry.name)) else { continue };
        if path.is_empty() && name == RESIDENTS {
            let folder = |entry: Option<Entry<'_>>| entry.filter(Entry::is_folder).map(|e| e.id);
            compare(folders, folder(here), folder(before), "residents/", changes)?;
            continue;
        }
        let path = format!("{path}{name}");
        match here {
            // A file in place of a folder, or the other way round, is told of twice.
            None => _ = changes.entry(path).or_insert(None),
            Some(here) => _ = changes.insert(path, Held::from(&here)),
        }
    }
    Ok(())
}
