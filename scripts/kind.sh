#!/usr/bin/env bash
# kind.sh up     a kind cluster with six workers in three zones, images loaded, the chart installed, the samples applied
# kind.sh e2e    the end-to-end scenarios on it, once what is there is deleted: those that are named begin with install
# kind.sh down   deletes it
#   KIND_CLUSTER=objectstore   ENGINE=docker|podman   default: the first that answers
#   IMAGES_BY=engine           who builds images: the engine (default); local: scripts/images-local.sh; none: artifacts/images has them from before.
#                              Without the engine PostgreSQL's image is one of them, and no registry is asked for any; e2e wants the same as up.
#   REGISTRY=ghcr.io/objectstore TAG=0.1.0 names the images
# Needs kind, kubectl, helm, docker or podman, and for e2e jq.
set -euo pipefail
cd "$(dirname "$0")/.."
cluster=${KIND_CLUSTER:-objectstore}
images_by=${IMAGES_BY:-engine}
export REGISTRY=${REGISTRY:-ghcr.io/objectstore} TAG=${TAG:-$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)}
[[ $images_by == engine ]] || POSTGRES_IMAGE=${POSTGRES_IMAGE:-$REGISTRY/postgres:$TAG}
export POSTGRES_IMAGE=${POSTGRES_IMAGE:-docker.io/library/postgres:17}
export KUBECONFIG=$PWD/artifacts/kind.kubeconfig
mkdir -p artifacts
[[ $images_by =~ ^(engine|local|none)$ ]] || { echo "kind: IMAGES_BY is engine, local or none" >&2; exit 2; }

need() { for command; do command -v "$command" >/dev/null || { echo "kind: $command is missing" >&2; exit 1; }; done; }

engine() {
  ENGINE=${ENGINE:-$(for candidate in docker podman; do "$candidate" info >/dev/null 2>&1 && echo "$candidate" && break; done || true)}
  [[ -n $ENGINE ]] || { echo "kind: neither docker nor podman answers" >&2; exit 1; }
  export ENGINE
  [[ ${ENGINE##*/} == docker ]] || export KIND_EXPERIMENTAL_PROVIDER=${ENGINE##*/}
}

configuration() {
  printf 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n'
  for zone in a b c a b c; do printf -- '- role: worker\n  labels: {topology.kubernetes.io/zone: zone-%s}\n' "$zone"; done
}

# load ARCHIVE: into the workers; the control plane runs nothing of ours.
load() { kind load image-archive --name "$cluster" --nodes "$(kind get nodes --name "$cluster" | grep -v control-plane | paste -sd,)" "$1"; }

images() {
  local image
  if [[ $images_by == engine ]]; then
    scripts/images.sh operator gateway node
    "$ENGINE" build --quiet --file images/s3-client/Containerfile --tag "$REGISTRY/s3-client:$TAG" images/s3-client
    # kind loads archives whatever the engine is, images by their names from Docker only.
    for image in operator gateway node s3-client; do
      rm -f artifacts/kind-image.tar
      "$ENGINE" save --output artifacts/kind-image.tar "$REGISTRY/$image:$TAG"
      load artifacts/kind-image.tar
    done
    rm artifacts/kind-image.tar
  else
    [[ $images_by == none ]] || scripts/images-local.sh operator gateway node postgres s3-client
    for image in operator gateway node postgres s3-client; do load "artifacts/images/$image.tar"; done
  fi
}

values=()
# value NAME IMAGE: the chart's NAME is that image.
value() { values+=(--set-string "$1.registry=${2%%/*},$1.repository=$(path=${2#*/}; echo "${path%:*}"),$1.tag=${2##*:}"); }

up() {
  need kind kubectl helm
  engine
  kind get clusters 2>/dev/null | grep -qx "$cluster" || kind create cluster --name "$cluster" --config <(configuration) --kubeconfig "$KUBECONFIG" --wait 120s
  images
  value image "$REGISTRY/operator:$TAG"
  value gatewayImage "$REGISTRY/gateway:$TAG"
  value nodeImage "$REGISTRY/node:$TAG"
  value postgresImage "$POSTGRES_IMAGE"
  helm upgrade --install objectstore charts/objectstore --namespace objectstore --create-namespace --wait "${values[@]}"
  kubectl label namespace objectstore --overwrite pod-security.kubernetes.io/enforce=privileged
  kubectl -n objectstore apply -f charts/objectstore/samples/store.yaml -f charts/objectstore/samples/bucket.yaml
  kubectl -n objectstore wait --for=condition=Ready --timeout=300s storagepool/default objectstore/main bucket/photos bucketaccess/photos
  kubectl -n objectstore get storagepools,objectstores,buckets,bucketaccesses
  echo "export KUBECONFIG=$KUBECONFIG"
}

# Nodes of kind are containers: one that is ended at once is a machine whose plug was pulled.
lose_node() { "$ENGINE" stop -t 0 "$1"; }
return_node() { "$ENGINE" start "$1"; }
wipe_disk() { "$ENGINE" exec "$1" find "$2" -mindepth 1 -delete; }

case ${1:-} in
  up) up ;;
  e2e)
    need kind kubectl helm jq
    engine
    # The samples use the same disks. Resources go first, while there is an operator that does what their finalizers wait for.
    kubectl -n objectstore delete bucketaccess,bucket,objectstore,storagepool --all --timeout=240s
    helm uninstall objectstore --namespace objectstore --ignore-not-found --wait
    kubectl delete namespace objectstore --ignore-not-found
    for node in $(kind get nodes --name "$cluster"); do "$ENGINE" exec "$node" rm -rf /var/lib/objectstore; done
    export -f lose_node return_node wipe_disk
    # The definitions stay, and belong to the release of this namespace.
    NAMESPACE=objectstore LOSE_NODE=lose_node RETURN_NODE=return_node WIPE_DISK=wipe_disk exec scripts/e2e.sh "${@:2}" ;;
  down) engine; kind delete cluster --name "$cluster"; rm -f "$KUBECONFIG" ;;
  *) sed -n '2,9p' "$0" | cut -c3- >&2; exit 2 ;;
esac
