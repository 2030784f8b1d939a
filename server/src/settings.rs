//! Settings by flags, environment and file, in this order of weight.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;

/// Settings as flags and environment give them.
#[derive(Debug, Clone, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Flags {
    /// A file of settings in TOML, with the names of the flags
    #[arg(long, global = true, env = "COMMONPOOL_CONFIG")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// `sqlite://FILE` or `postgres://…` [default: `sqlite://var/commonpool.db`]
    #[arg(long, global = true, env = "DATABASE_URL")]
    pub database_url: Option<String>,
    /// The folder of stored files [default: var/files]
    #[arg(long, global = true, env = "COMMONPOOL_FILES")]
    pub files: Option<PathBuf>,
    /// The folder of the built site: styles, scripts, fonts [default: target/site]
    #[arg(long, global = true, env = "COMMONPOOL_SITE")]
    pub site: Option<PathBuf>,
    /// Where to listen [default: 127.0.0.1:3000]
    #[arg(long, global = true, env = "COMMONPOOL_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// The address people use, like <https://pool.example> [default: that of --listen]
    #[arg(long, global = true, env = "COMMONPOOL_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Whether one proxy stands before the product and names the caller in `X-Forwarded-For`
    #[arg(long, global = true, env = "COMMONPOOL_BEHIND_PROXY", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub behind_proxy: Option<bool>,
    /// Where mail goes: `smtp://USER:PASSWORD@HOST:PORT`, `smtps://…` or `file:FOLDER`
    /// [default: `file:var/mail`]
    #[arg(long, global = true, env = "COMMONPOOL_MAIL")]
    pub mail: Option<String>,
    /// Who mail is from [default: Commonpool <no-reply@localhost>]
    #[arg(long, global = true, env = "COMMONPOOL_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// What the log tells: `info`, `debug`, `market=debug,info`, … [default: info]
    #[arg(long, global = true, env = "COMMONPOOL_LOG")]
    pub log: Option<String>,
}

/// Settings, whole.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which database.
    pub database_url: String,
    /// The folder of stored files.
    pub files: PathBuf,
    /// The folder of the built site.
    pub site: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people use, without a slash at its end; nothing for that of `listen`.
    pub public_url: Option<String>,
    /// Whether one proxy stands before the product.
    pub behind_proxy: bool,
    /// Where mail goes.
    pub mail: String,
    /// Who mail is from.
    pub mail_from: String,
    /// What the log tells.
    pub log: String,
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file of settings could not be read.
    #[error("the file of settings {path} could not be read: {cause}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The file of settings is not what it should be.
    #[error("the file of settings {path} is not right: {cause}")]
    Wrong {
        /// Which file.
        path: PathBuf,
        /// Why.
        cause: Box<toml::de::Error>,
    },
}

impl Settings {
    /// Reads them: what a flag or the environment says, else what the file says, else a default
    /// that works on one machine.
    pub fn read(flags: Flags) -> Result<Self, SettingsError> {
        let file = match &flags.config {
            Some(path) => read_file(path)?,
            None => Flags::default(),
        };
        let loopback = SocketAddr::from(([127, 0, 0, 1], 3000));
        let pick = |flag: Option<String>, file: Option<String>, default: &str| {
            flag.or(file).unwrap_or_else(|| default.to_owned())
        };
        let folder = |flag: Option<PathBuf>, file: Option<PathBuf>, default: &str| {
            flag.or(file).unwrap_or_else(|| PathBuf::from(default))
        };
        let public_url = flags.public_url.or(file.public_url);
        Ok(Self {
            database_url: pick(flags.database_url, file.database_url, "sqlite://var/commonpool.db"),
            files: folder(flags.files, file.files, "var/files"),
            site: folder(flags.site, file.site, "target/site"),
            listen: flags.listen.or(file.listen).unwrap_or(loopback),
            public_url: public_url.map(|url| url.trim_end_matches('/').to_owned()),
            behind_proxy: flags.behind_proxy.or(file.behind_proxy).unwrap_or(false),
            mail: pick(flags.mail, file.mail, "file:var/mail"),
            mail_from: pick(flags.mail_from, file.mail_from, "Commonpool <no-reply@localhost>"),
            log: pick(flags.log, file.log, "info"),
        })
    }
}

fn read_file(path: &Path) -> Result<Flags, SettingsError> {
    let text = std::fs::read_to_string(path)
        .map_err(|cause| SettingsError::Unreadable { path: path.to_owned(), cause })?;
    toml::from_str(&text)
        .map_err(|cause| SettingsError::Wrong { path: path.to_owned(), cause: Box::new(cause) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pool.toml");
        std::fs::write(&path, "listen = \"0.0.0.0:80\"\npublic-url = \"https://a.example/\"\n")
            .unwrap();
        let flags = Flags {
            config: Some(path),
            listen: Some("127.0.0.1:4000".parse().unwrap()),
            ..Flags::default()
        };
        let settings = Settings::read(flags).unwrap();
        assert_eq!(settings.listen.port(), 4000);
        assert_eq!(settings.public_url.as_deref(), Some("https://a.example"));
        assert_eq!(settings.database_url, "sqlite://var/commonpool.db");
    }

    #[test]
    fn a_setting_nobody_knows_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pool.toml");
        std::fs::write(&path, "lisen = \"0.0.0.0:80\"\n").unwrap();
        let flags = Flags { config: Some(path), ..Flags::default() };
        let error = Settings::read(flags).unwrap_err().to_string();
        assert!(error.contains("lisen"), "{error}");
    }
}
