#!/usr/bin/env bash
# kind.sh up     a kind cluster with six workers in three zones, images loaded, the chart installed, the samples applied
# kind.sh e2e    the end-to-end scenarios on it
# kind.sh down   deletes it
#   KIND_CLUSTER=objectstore   IMAGES_BY=engine|local   who builds images: docker (default) or scripts/images-local.sh
# Needs kind, kubectl, helm and docker.
set -euo pipefail
cd "$(dirname "$0")/.."
cluster=${KIND_CLUSTER:-objectstore}
export REGISTRY=${REGISTRY:-ghcr.io/objectstore} TAG=${TAG:-$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)}
export KUBECONFIG=$PWD/artifacts/kind.kubeconfig
mkdir -p artifacts

need() { for command; do command -v "$command" >/dev/null || { echo "kind: $command is missing" >&2; exit 1; }; done; }

configuration() {
  printf 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n- role: control-plane\n'
  for zone in a b c a b c; do printf -- '- role: worker\n  labels: {topology.kubernetes.io/zone: zone-%s}\n' "$zone"; done
}

images() {
  if [[ ${IMAGES_BY:-engine} == local ]]; then
    scripts/images-local.sh operator gateway node
    for image in operator gateway node; do kind load image-archive --name "$cluster" "artifacts/images/$image.tar"; done
  else
    scripts/images.sh operator gateway node
    docker build --quiet --file images/s3-client/Containerfile --tag "$REGISTRY/s3-client:$TAG" images/s3-client
    kind load docker-image --name "$cluster" "$REGISTRY"/{operator,gateway,node,s3-client}:"$TAG"
  fi
}

up() {
  need kind kubectl helm docker
  kind get clusters 2>/dev/null | grep -qx "$cluster" || kind create cluster --name "$cluster" --config <(configuration) --kubeconfig "$KUBECONFIG" --wait 120s
  images
  helm upgrade --install objectstore charts/objectstore --namespace objectstore --create-namespace --wait
  kubectl label namespace objectstore --overwrite pod-security.kubernetes.io/enforce=privileged
  kubectl -n objectstore apply -f charts/objectstore/samples/store.yaml -f charts/objectstore/samples/bucket.yaml
  kubectl -n objectstore wait --for=condition=Ready --timeout=300s storagepool/default objectstore/main bucket/photos bucketaccess/photos
  kubectl -n objectstore get storagepools,objectstores,buckets,bucketaccesses
  echo "export KUBECONFIG=$KUBECONFIG"
}

# Nodes of kind are containers: a node that is stopped is a machine whose plug was pulled.
lose_node() { docker stop "$1"; }
return_node() { docker start "$1"; }
wipe_disk() { docker exec "$1" find "$2" -mindepth 1 -delete; }

case ${1:-} in
  up) up ;;
  e2e)
    need kind kubectl helm docker jq
    # The samples use the same disks. Resources go first, while there is an operator that does what their finalizers wait for.
    kubectl -n objectstore delete bucketaccess,bucket,objectstore,storagepool --all --timeout=240s
    helm uninstall objectstore --namespace objectstore --ignore-not-found --wait
    kubectl delete namespace objectstore --ignore-not-found
    for node in $(kind get nodes --name "$cluster"); do docker exec "$node" rm -rf /var/lib/objectstore; done
    export -f lose_node return_node wipe_disk
    # The definitions stay, and belong to the release of this namespace.
    NAMESPACE=objectstore LOSE_NODE=lose_node RETURN_NODE=return_node WIPE_DISK=wipe_disk exec scripts/e2e.sh "${@:2}" ;;
  down) kind delete cluster --name "$cluster"; rm -f "$KUBECONFIG" ;;
  *) sed -n '2,4p' "$0" | cut -c3- >&2; exit 2 ;;
esac
