//! Static files that are served for ever: their names carry a digest of their content, and
//! compressed copies lie beside them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Names in the code (`app.js`) to names on disk (`app.0a1b2c3d4e5f6071.js`).
pub(crate) type Names = BTreeMap<String, String>;

/// Letters of the digest that go into a name: 64 bits, enough for the few files we have.
const DIGEST_LETTERS: usize = 16;

/// Where the files go.
pub(crate) fn folder() -> PathBuf {
    crate::environment::site().join("pkg")
}

/// The digest that goes into a name.
pub(crate) fn digest(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content)).chars().take(DIGEST_LETTERS).collect()
}

/// Writes `content` under a hashed name and gives that name: `name("app", "js")`.
pub(crate) fn write(stem: &str, extension: &str, content: &[u8]) -> Result<String> {
    let name = format!("{stem}.{}.{extension}", digest(content));
    let path = folder().join(&name);
    write_file(&path, content)?;
    // A woff2 is compressed as it is.
    if extension != "woff2" {
        write_file(&sibling(&path, "br"), &brotli(content)?)?;
        write_file(&sibling(&path, "gz"), &gzip(content)?)?;
    }
    Ok(name)
}

/// Writes a file, making its folder where needed.
pub(crate) fn write_file(path: &Path, content: &[u8]) -> Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)
            .with_context(|| format!("could not make {}", parent.display()))?;
    }
    fs::write(path, content).with_context(|| format!("could not write {}", path.display()))
}

/// Reads a file, naming it where that fails.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("could not read {}", path.display()))
}

/// Like [`read`], for text.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

/// How many bytes of a file a browser fetches: of its Brotli copy, where there is one.
pub(crate) fn compressed_size(path: &Path) -> Result<u64> {
    let compressed = sibling(path, "br");
    let sent = if compressed.exists() { &compressed } else { path };
    Ok(fs::metadata(sent).with_context(|| format!("no {}", sent.display()))?.len())
}

fn sibling(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let settings = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &settings)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

/// Remembers what something was made from, so that it is made again only when that changes.
pub(crate) struct Remembered {
    path: PathBuf,
    inputs: String,
}

impl Remembered {
    /// What `task` is made from: these files and folders, and these words.
    pub(crate) fn new(task: &str, paths: &[PathBuf], words: &[String]) -> Result<Self> {
        let mut hash = Sha256::new();
        for word in words {
            hash.update(word.as_bytes());
            hash.update([0]);
        }
        for path in paths {
            add_path(&mut hash, path)?;
        }
        let path = crate::environment::site().join(format!(".{task}.json"));
        Ok(Self { path, inputs: hex::encode(hash.finalize()) })
    }

    /// The names made last time, where nothing has changed and every file is still there.
    pub(crate) fn names(&self) -> Option<Names> {
        let text = fs::read_to_string(&self.path).ok()?;
        let (inputs, names): (String, Names) = serde_json::from_str(&text).ok()?;
        let folder = folder();
        let whole = inputs == self.inputs && names.values().all(|name| folder.join(name).is_file());
        whole.then_some(names)
    }

    /// Keeps the names for next time.
    pub(crate) fn keep(&self, names: &Names) -> Result<()> {
        write_file(&self.path, serde_json::to_string(&(&self.inputs, names))?.as_bytes())
    }
}

/// Adds the name and content of a file, or of everything in a folder in the order of names.
fn add_path(hash: &mut Sha256, path: &Path) -> Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<Vec<_>, _>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add_path(hash, entry));
    }
    hash.update(path.to_string_lossy().as_bytes());
    hash.update([0]);
    hash.update(Sha256::digest(read(path)?));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_the_content_only() {
        assert_eq!(digest(b"one"), digest(b"one"));
        assert_ne!(digest(b"one"), digest(b"two"));
        assert_eq!(digest(b"one").len(), DIGEST_LETTERS);
    }

    #[test]
    fn inputs_change_when_a_file_changes_moves_or_comes() {
        let folder = tempfile::tempdir().unwrap();
        let inputs = || Remembered::new("test", &[folder.path().to_owned()], &[]).unwrap().inputs;
        write_file(&folder.path().join("a"), b"1").unwrap();
        let first = inputs();
        assert_eq!(first, inputs());
        write_file(&folder.path().join("a"), b"2").unwrap();
        let changed = inputs();
        assert_ne!(first, changed);
        fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
        let moved = inputs();
        assert_ne!(changed, moved);
        write_file(&folder.path().join("deep/c"), b"").unwrap();
        assert_ne!(moved, inputs());
    }
}
