#!/usr/bin/env bash
# Installs what the tests run on: `install-on-debian.sh postgresql chromium`. Root on Debian; what is there stays.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

install() { apt-get -o DPkg::Lock::Timeout=300 -qq -y --no-install-recommends install "$@"; }

install_postgresql() {
  local version
  version=$(apt-cache depends postgresql | sed -n 's/.*Depends: postgresql-\([0-9]\{1,\}\)$/\1/p')
  if [[ -n $(apt-cache --names-only search "^postgresql-$version-pgvector$") ]]; then
    install "postgresql-$version" "postgresql-$version-pgvector"
  else
    install "postgresql-$version" "postgresql-server-dev-$version" build-essential
    build_pgvector "/usr/lib/postgresql/$version/bin/pg_config"
  fi
}

# Debian 12 has no pgvector: the source package of the release after it builds here. Its lists are kept apart, so that
# the machine's own apt sources stay as they are; the mirror is the one that the machine already uses.
build_pgvector() {
  [[ -e $("$1" --sharedir)/extension/vector.control ]] && return
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | sed -n 1p)
  mkdir -p "$work/lists/partial" "$work/cache"
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >"$work/sources.list"
  local apart=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=-
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
  apt-get -qq "${apart[@]}" update
  (cd "$work" && apt-get -qq "${apart[@]}" source pgvector)
  # OPTFLAGS: the default tunes for this very processor, and the result may outlive it in an image.
  make -s -C "$work"/pgvector-*/ OPTFLAGS= with_llvm=no PG_CONFIG="$1" all install
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Two runs at once: the second waits, and then finds everything there.
exec 9>/run/lock/kaki-tests-install
flock 9
apt-get -o DPkg::Lock::Timeout=300 -qq update
for service in "$@"; do
  case $service in
    postgresql) install_postgresql ;;
    chromium) install chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji ;;
    *) echo "unknown service: $service" >&2 && exit 2 ;;
  esac
done
