//! Where a repository shows its commits on the web, as far as its remote tells.

use super::{Oid, Repository, Store};

/// The page of a repository on the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Web {
    /// Up to the id of a commit: `https://github.com/acme/programs/commit/`.
    commits: String,
}

impl Repository {
    /// The page of the remote `origin`; `None` where it names no host that shows commits.
    pub fn web(&self) -> Option<Web> {
        match &self.store {
            Store::Library(inner) => Web::parse(inner.find_remote("origin").ok()?.url().ok()?),
            Store::Git(door) => Web::parse(&door.setting("remote.origin.url")?),
        }
    }
}

impl Web {
    /// The page of the repository behind a URL as git takes it. Credentials are left out, and anything odd gives none:
    /// no link is better than one that leads elsewhere.
    fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = match url.split_once("://") {
            Some((scheme @ ("https" | "http"), rest)) => (scheme, rest),
            Some(("ssh" | "git+ssh" | "ssh+git", rest)) => ("ssh", rest),
            Some(_) => return None,
            // `git@github.com:acme/programs.git`: what comes before the colon is no folder.
            None => return Self::at("ssh", url.split_once(':').filter(|(host, _)| !host.contains('/'))?),
        };
        Self::at(scheme, rest.split_once('/')?)
    }

    fn at(scheme: &str, (authority, path): (&str, &str)) -> Option<Self> {
        let (user, host) = authority.split_once('@').unwrap_or(("", authority));
        let host = host.to_ascii_lowercase();
        let (name, port) = match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host.as_str(), None),
        };
        let is_number = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
        // A name without a dot is one that the user's own ssh knows; some hosts listen elsewhere than they show pages.
        let is_private = scheme == "ssh" && (!name.contains('.') || name.contains("ssh."));
        // What stands for a slash to some readers is none of a user's name.
        if user.contains(['\\', '?', '#']) || !is_host(name) || is_private || !port.is_none_or(is_number) {
            return None;
        }
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let parts: Vec<&str> = path.split('/').collect();
        if parts.len() < 2 || !parts.iter().all(|part| is_part(part)) || parts[0] == "scm" {
            return None;
        }
        // The port of ssh is none of the web's.
        let (scheme, port) = if scheme == "ssh" { ("https", None) } else { (scheme, port) };
        let port = port.map_or_else(String::new, |port| format!(":{port}"));
        let folder = if name == "bitbucket.org" { "commits" } else { "commit" };
        Some(Self { commits: format!("{scheme}://{name}{port}/{path}/{folder}/") })
    }

    /// The page of a commit.
    pub fn commit(&self, oid: Oid) -> String {
        format!("{}{oid}", self.commits)
    }
}

fn is_host(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    name.split('.').all(is_label)
}

fn is_part(part: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~+".contains(&byte);
    !matches!(part, "" | "." | "..") && part.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::Web;

    #[test]
    fn a_remote_names_its_page() {
        for (url, page) in [
            ("https://github.com/acme/programs.git", "https://github.com/acme/programs/commit/"),
            ("https://github.com/acme/programs/", "https://github.com/acme/programs/commit/"),
            ("https://maya:secret@github.com/acme/programs", "https://github.com/acme/programs/commit/"),
            ("https://token@GitHub.com/acme/programs", "https://github.com/acme/programs/commit/"),
            ("git@github.com:acme/programs.git", "https://github.com/acme/programs/commit/"),
            ("ssh://git@gitlab.com/acme/pmo/programs.git", "https://gitlab.com/acme/pmo/programs/commit/"),
            ("git@bitbucket.org:acme/programs.git", "https://bitbucket.org/acme/programs/commits/"),
            ("ssh://git@gitea.example:2222/acme/programs.git", "https://gitea.example/acme/programs/commit/"),
            ("http://gitea.example:3000/acme/programs", "http://gitea.example:3000/acme/programs/commit/"),
        ] {
            assert_eq!(Web::parse(url).map(|web| web.commits).as_deref(), Some(page), "{url}");
        }
    }

    #[test]
    fn anything_odd_has_no_page() {
        for url in [
            "",
            "/srv/git/programs.git",
            "../programs",
            "file:///srv/git/programs.git",
            "C:/git/programs",
            "git://github.com/acme/programs",
            "javascript:alert(1)/x/y",
            "javascript://github.com/%0aalert(1)",
            "data:text/html,<script>alert(1)</script>",
            "https://github.com",
            "https://github.com/programs",
            "https://github.com/acme/../../x",
            "https://github.com/acme/x?y=z",
            "https://github.com/acme/x#y",
            "https://github.com/acme/x\"onclick=\"y",
            "https://github.com\\@evil.example/acme/x",
            "https://[::1]/acme/x",
            "https://github.com:x/acme/x",
            "https://bitbucket.acme.example/scm/pmo/programs.git",
            "work:acme/programs.git",
            "ssh://git@ssh.github.com:443/acme/programs.git",
            "git@ssh.dev.azure.com:v3/acme/pmo/programs",
            "https://x y/acme/programs",
            "https://éxample.example/acme/programs",
        ] {
            assert_eq!(Web::parse(url), None, "{url}");
        }
    }
}
