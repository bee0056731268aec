//! An export into a folder of its own.

use super::{ExportError, Out};
use std::collections::BTreeSet;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// A folder for the owner's eyes only.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
    /// Folders in it that were made.
    within: BTreeSet<PathBuf>,
    file: Option<(PathBuf, File)>,
}

impl Folder {
    /// Makes it, unless it is there and empty.
    pub fn new(dir: &Path) -> Result<Folder, ExportError> {
        let failed = |source| ExportError::File { path: dir.to_owned(), source };
        private(dir).map_err(failed)?;
        if std::fs::read_dir(dir).map_err(failed)?.next().is_some() {
            return Err(ExportError::NotEmpty(dir.to_owned()));
        }
        Ok(Folder { dir: dir.to_owned(), within: BTreeSet::new(), file: None })
    }

    /// On the disk, not on its way there: whoever exports may throw the original away.
    fn close(&mut self) -> Result<(), ExportError> {
        let Some((path, file)) = self.file.take() else { return Ok(()) };
        file.sync_all().map_err(|source| ExportError::File { path, source })
    }
}

/// Makes a folder that only its owner may open.
fn private(dir: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

#[async_trait::async_trait]
impl Out for Folder {
    async fn begin(&mut self, name: &str) -> Result<(), ExportError> {
        self.close()?;
        let path = self.dir.join(name);
        if let Some(folder) =
            path.parent().filter(|folder| **folder != self.dir && !self.within.contains(*folder))
        {
            private(folder).map_err(|source| ExportError::File { path: folder.to_owned(), source })?;
            self.within.insert(folder.to_owned());
        }
        let mut options = OpenOptions::new();
        options.create_new(true).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&path) {
            Ok(file) => {
                self.file = Some((path, file));
                Ok(())
            }
            Err(source) => Err(ExportError::File { path, source }),
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        let Some((path, file)) = &mut self.file else { return Ok(()) };
        file.write_all(bytes).map_err(|source| ExportError::File { path: path.clone(), source })
    }

    async fn end(&mut self) -> Result<(), ExportError> {
        self.close()?;
        for dir in self.within.iter().chain([&self.dir]) {
            let synced = File::open(dir).and_then(|dir| dir.sync_all());
            synced.map_err(|source| ExportError::File { path: dir.clone(), source })?;
        }
        Ok(())
    }
}
