#!/usr/bin/env bash
# images-local.sh [IMAGE…]   builds container images without a container engine or a registry, in artifacts/images:
#   operator gateway node   each process, published self-contained, on a small Debian system made by debootstrap
#   postgres                PostgreSQL with the environment variables of Docker Hub's image, for the index type "bundled"
#   s3-client               the aws command and a shell, for the end-to-end scenarios
# Without IMAGE the first three. Settings:
#   REGISTRY=ghcr.io/objectstore TAG=0.1.0 names the images (as the chart expects them)
#   SUITE=trixie the Debian release below; MIRROR=… where it comes from (default: where apt of a Debian gets it, else what debootstrap knows)
# Needs root (debootstrap unpacks devices and owners), python3 and debootstrap.
set -euo pipefail
cd "$(dirname "$0")/.."

REGISTRY=${REGISTRY:-ghcr.io/objectstore}
TAG=${TAG:-$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)}
SUITE=${SUITE:-trixie}
MIRROR=${MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Origin: Debian' 'Label: Debian' 2>/dev/null | head -n 1)}
CONFIGURATION=${CONFIGURATION:-Release}
out=artifacts/images
work=$PWD/$out/work
mkdir -p "$work/debs"

die() { echo "images-local: $*" >&2; exit 1; }
[[ $EUID == 0 ]] || die "debootstrap needs root"

# What .NET needs at run time (its documentation lists these), SQLite and Zstandard. No ICU: the processes compare by bytes.
runtime_packages=(ca-certificates libgcc-s1 libgssapi-krb5-2 libsqlite3-0 openssl libstdc++6 libzstd1 tzdata zlib1g)

# base: Debian without anything, made once.
base() {
  [[ $(cat "$work/base.made" 2>/dev/null) != "$SUITE" ]] || return 0
  rm -rf --one-file-system "$work/base" "$work/base.made"
  echo "images-local: Debian $SUITE"
  debootstrap --variant=minbase --cache-dir="$work/debs" "$SUITE" "$work/base" ${MIRROR:+"$MIRROR"} >"$work/base.log" 2>&1 \
    || die "debootstrap failed: $(tail -n 1 "$work/base.log"), see $work/base.log"
  echo "$SUITE" >"$work/base.made"
}

# root NAME PACKAGE…: that with packages in work/NAME, made once.
root() {
  local folder=$work/$1 stamp=$work/$1.made name=$1; shift
  [[ $(cat "$stamp" 2>/dev/null) != "$SUITE $*" ]] || return 0
  base
  rm -rf --one-file-system "$folder" "$stamp"
  cp -a "$work/base" "$folder"
  cp /etc/resolv.conf "$folder/etc/resolv.conf"
  echo "images-local: Debian $SUITE with $*"
  { chroot "$folder" apt-get update \
      && DEBIAN_FRONTEND=noninteractive chroot "$folder" apt-get install -y --no-install-recommends "$@"; } >"$work/$name.log" 2>&1 </dev/null \
    || die "apt-get in the image failed: $(tail -n 1 "$work/$name.log"), see $work/$name.log"
  slim "$folder"
  echo objectstore:x:65532:65532:objectstore:/nonexistent:/usr/sbin/nologin >>"$folder/etc/passwd"
  echo objectstore:x:65532: >>"$folder/etc/group"
  echo "$SUITE $*" >"$stamp"
}

# slim FOLDER: what no container reads. The list of packages stays, for scanners of vulnerabilities.
slim() {
  rm -rf "$1"/usr/share/{doc,man,locale,info,lintian,bash-completion} "$1"/var/{cache,log}/* "$1"/var/lib/apt/lists/*
  rm -rf "$1"/dev/* "$1"/proc/* "$1"/sys/* "$1"/etc/resolv.conf "$1"/etc/hostname
  find "$1/usr" -name __pycache__ -prune -exec rm -rf {} +
}

# process NAME PROJECT: publishes it and puts it on the runtime's system.
process() {
  local layer=$work/$1
  rm -rf "$layer"
  mkdir -p "$layer/app" "$layer/etc/objectstore/tls" "$layer/var/lib/objectstore"
  # Of its own, because the runtime identifier is not in the lock files of the solution.
  dotnet publish "$2" -c "$CONFIGURATION" --self-contained --use-current-runtime -v quiet --artifacts-path "$work/dotnet" -o "$layer/app" \
    -p:NuGetLockFilePath="$work/locks/\$(MSBuildProjectName).json" -p:RunAnalyzers=false -p:GenerateDocumentationFile=false -p:DebugType=none -p:PublishReadyToRun=true
  scripts/sbom.py "$1" "$TAG" "$work/dotnet/obj/${2##*/}/project.assets.json" "$work/runtime/var/lib/dpkg/status" >"$out/$1.cdx.json"
  scripts/pack-image.py "$out/$1.tar" "$REGISTRY/$1:$TAG" "$work/runtime" "$layer" --user 65532:65532 --workdir /app --own /var/lib/objectstore \
    --entrypoint "[\"/app/${2##*/}\"]" --env DOTNET_EnableDiagnostics=0 --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 --env HOME=/tmp \
    --label "org.opencontainers.image.version=$TAG" --label "org.opencontainers.image.title=objectstore $1"
}

image() {
  case $1 in
    operator) root runtime "${runtime_packages[@]}"; process operator operator/ObjectStore.Operator ;;
    gateway) root runtime "${runtime_packages[@]}"; process gateway gateway/ObjectStore.GatewayHost ;;
    node) root runtime "${runtime_packages[@]}"; process node node/ObjectStore.Node ;;
    postgres)
      root postgres ca-certificates postgresql tzdata
      # The user of Docker Hub's image.
      sed -i -E 's/^postgres:([^:]*):[0-9]+:[0-9]+:/postgres:\1:999:999:/' "$work/postgres/etc/passwd"
      sed -i -E 's/^postgres:([^:]*):[0-9]+:/postgres:\1:999:/' "$work/postgres/etc/group"
      install -m 755 images/postgres/entrypoint.sh "$work/postgres/usr/local/bin/docker-entrypoint.sh"
      scripts/pack-image.py "$out/postgres.tar" "$REGISTRY/postgres:$TAG" "$work/postgres" --entrypoint '["/usr/local/bin/docker-entrypoint.sh"]' \
        --env PGDATA=/var/lib/postgresql/data ;;
    s3-client)
      root s3-client awscli ca-certificates python3-boto3
      scripts/pack-image.py "$out/s3-client.tar" "$REGISTRY/s3-client:$TAG" "$work/s3-client" --entrypoint '["/bin/bash"]' --user 65532:65532 --env HOME=/tmp ;;
    *) die "no image $1" ;;
  esac
}

scripts/install-packages.sh debootstrap python3
(($#)) || set -- operator gateway node
for name; do image "$name"; done
