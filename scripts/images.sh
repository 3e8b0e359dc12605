#!/usr/bin/env bash
# images.sh IMAGE…   builds operator, gateway or node with a container engine from images/IMAGE/Containerfile, and their bills of materials.
#   ENGINE=docker|podman           default: the first that answers
#   REGISTRY=ghcr.io/objectstore TAG=0.1.0
#   BASE=… LIBRARIES=… SDK=…       other base images, see the Containerfiles
#   PLATFORMS=linux/amd64,linux/arm64 PUSH=1   for several architectures at once, which only a registry can hold (docker buildx)
set -euo pipefail
cd "$(dirname "$0")/.."

REGISTRY=${REGISTRY:-ghcr.io/objectstore}
TAG=${TAG:-$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)}
engine=${ENGINE:-$(for candidate in docker podman; do "$candidate" info >/dev/null 2>&1 && echo "$candidate" && break; done || true)}
[[ -n $engine ]] || { echo "images: neither docker nor podman answers; make images-local needs none" >&2; exit 1; }

options=()
for name in BASE LIBRARIES SDK; do [[ -z ${!name:-} ]] || options+=(--build-arg "$name=${!name}"); done
command=(build)
if [[ -n ${PLATFORMS:-} ]]; then
  [[ ${engine##*/} != docker ]] || command=(buildx build)
  options+=(--platform "$PLATFORMS")
fi
[[ -z ${PUSH:-} ]] || options+=(--push)

project() {
  case $1 in
    operator) echo operator/ObjectStore.Operator ;;
    gateway) echo gateway/ObjectStore.GatewayHost ;;
    node) echo node/ObjectStore.Node ;;
    *) echo "images: no image $1" >&2; return 1 ;;
  esac
}

mkdir -p artifacts/images
for name; do
  folder=$(project "$name")
  "$engine" "${command[@]}" --file "images/$name/Containerfile" --tag "$REGISTRY/$name:$TAG" "${options[@]}" .
  dotnet restore "$folder" >/dev/null
  scripts/sbom.py "$name" "$TAG" "$folder/obj/project.assets.json" >"artifacts/images/$name.cdx.json"
done
