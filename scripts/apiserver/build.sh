#!/usr/bin/env bash
# Makes kube-apiserver and etcd for the end-to-end tests, from Debian's packages and sources alone, once: 8 minutes of two cores.
# Usage: build.sh FOLDER. The programs stand in FOLDER/bin afterwards, as KUBEBUILDER_ASSETS names it; nothing is installed,
# and nothing outside FOLDER is touched. Exit 3, with one line, where the sources cannot be had.
set -euo pipefail

cache=$(mkdir -p "$1" && cd "$1" && pwd)
bin="$cache/bin"
work="$cache/work"

# Kubernetes 1.20 is the last whose server Debian packages; it builds with the Go of the same release.
release=bookworm
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
packages=(golang-1.19-go golang-1.19-src etcd-server rsync libpopt0 libxxhash0 golang-github-modern-go-reflect2-dev)

exec 9>"$cache/lock"
flock 9
if [ -x "$bin/kube-apiserver" ] && [ -x "$bin/etcd" ]; then exit 0; fi

cannot() {
  echo "apiserver: $1, so kube-apiserver cannot be built; KUBEBUILDER_ASSETS may name a folder that has it" >&2
  exit 3
}
for tool in apt-get dpkg make xz; do
  command -v "$tool" >/dev/null || cannot "$tool is not installed"
done

# The mirror is the one this machine already uses.
mirror=$(apt-get indextargets --no-release-info --format '$(REPO_URI)' 'Created-By: Packages' | grep -m1 '/debian/\?$') ||
  cannot "this machine's package lists name no Debian mirror"

rm -rf "$work"
mkdir -p "$work"/{apt/lists/partial,apt/cache/archives/partial,root,home,go-cache,packages}
cd "$work"
: >apt/status
printf '%s [signed-by=%s] %s %s main\n' deb "$keyring" "$mirror" "$release" deb-src "$keyring" "$mirror" "$release" >apt/sources.list
cat >apt/apt.conf <<CONF
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::lists "$work/apt/lists";
Dir::State::status "$work/apt/status";
Dir::Cache "$work/apt/cache";
APT::Sandbox::User "$(id -un)";
CONF
export APT_CONFIG="$work/apt/apt.conf"

apt-get -qq update || cannot "the Debian mirror does not answer"
(cd packages && apt-get -qq download "${packages[@]}") || cannot "the Debian mirror lacks a package"
(cd packages && apt-get -qq source --download-only kubernetes) || cannot "the Debian mirror lacks the sources of kubernetes"

for package in packages/*.deb; do dpkg -x "$package" root; done
mkdir kubernetes
tar -xf packages/kubernetes_*.orig.tar.* -C kubernetes --strip-components=1

# The vendored 1.0.1 crashes with Go 1.18 and newer at the first webhook call.
reflect2=kubernetes/vendor/github.com/modern-go/reflect2
rm -f "$reflect2"/*.go "$reflect2"/*.s
find root/usr/share/gocode/src/github.com/modern-go/reflect2 -maxdepth 1 \( -name '*.go' -o -name '*.s' \) ! -name '*_test.go' \
  -exec cp {} "$reflect2" \;

cat >version <<'VERSION'
KUBE_GIT_COMMIT='debian'
KUBE_GIT_TREE_STATE='archive'
KUBE_GIT_VERSION='v1.20.2'
KUBE_GIT_MAJOR='1'
KUBE_GIT_MINOR='20'
VERSION

export GOROOT="$work/root/usr/lib/go-1.19"
export PATH="$GOROOT/bin:$work/root/usr/bin:$PATH"
export LD_LIBRARY_PATH="$work/root/usr/lib/$(uname -m)-linux-gnu"
export HOME="$work/home" GOCACHE="$work/go-cache" KUBE_GIT_VERSION_FILE="$work/version"
export GOFLAGS=-p=2 GO111MODULE=off CGO_ENABLED=0 GOPROXY=off
nice -n 10 make -C kubernetes WHAT=cmd/kube-apiserver

mkdir -p "$bin"
cp root/usr/bin/etcd "$bin/etcd"
cp kubernetes/_output/local/go/bin/kube-apiserver "$bin/kube-apiserver"
cd "$cache"
# Go's module cache and build tree are read-only in parts.
chmod -R u+w "$work"
rm -rf "$work"
