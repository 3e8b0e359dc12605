#!/usr/bin/env bash
# e2e-testbed.sh [SCENARIO…]   scripts/e2e.sh on a test bed on this machine, with kubelets of its own: no container engine, no registry.
#   TESTBED=../shared/testbed   folder with up.sh and node.sh (its README tells how to fill K8S_HOME)
#   K8S_HOME                    programs and state of the test bed
#   NODES=6                     Kubernetes nodes in three zones; a test bed that runs is used as it is
# Leaves the test bed up; its down.sh ends it.
set -euo pipefail
cd "$(dirname "$0")/.."
export TESTBED=${TESTBED:-$PWD/../shared/testbed} K8S_HOME=${K8S_HOME:?names the folder of the test bed}
export KUBECONFIG=$K8S_HOME/admin.kubeconfig PATH=$K8S_HOME/bin:$PATH HELM=${HELM:-$K8S_HOME/bin/minihelm}
export REGISTRY=${REGISTRY:-ghcr.io/objectstore} TAG=${TAG:-$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)}
export POSTGRES_IMAGE=${POSTGRES_IMAGE:-$REGISTRY/postgres:$TAG} STORAGE_CLASS=testbed

kubectl get --raw /readyz --request-timeout=5s >/dev/null 2>&1 || NODE_GRACE=${NODE_GRACE:-20s} "$TESTBED/up.sh"
for ((i = 1; i <= ${NODES:-6}; i++)); do
  "$TESTBED/node.sh" up "r$i" "$i" "zone-$(printf '%b' "\\x$((60 + (i - 1) % 3 + 1))")"
done
missing=()
for image in operator gateway node postgres s3-client; do [[ -s artifacts/images/$image.tar ]] || missing+=("$image"); done
((${#missing[@]} == 0)) || scripts/images-local.sh "${missing[@]}"
loaded=$(for ((i = 1; i <= ${NODES:-6}; i++)); do "$TESTBED/node.sh" ctr "r$i" images ls; done)
for image in operator gateway node postgres s3-client; do
  digest=$(tar xOf "artifacts/images/$image.tar" index.json | jq -r '.manifests[0].digest')
  [[ $(grep -c "$REGISTRY/$image:$TAG .*$digest" <<<"$loaded") == "${NODES:-6}" ]] || "$TESTBED/node.sh" load all "artifacts/images/$image.tar"
done

# There is no storage provisioner: one volume for the index, which PostgreSQL's user owns.
volume=$K8S_HOME/data/index-volume
install -d -o 999 -g 999 -m 700 "$volume"
kubectl apply -f - >/dev/null <<Y
apiVersion: v1
kind: PersistentVolume
metadata: {name: testbed-index}
spec:
  storageClassName: testbed
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  hostPath: {path: $volume}
Y

lose_node() { "$TESTBED/node.sh" down "$1"; }
return_node() { "$TESTBED/node.sh" up "$1" "${1#r}" "$(kubectl get node "$1" -o 'jsonpath={.metadata.labels.topology\.kubernetes\.io/zone}')"; }
wipe_disk() { find "$K8S_HOME/data/node/$1/disks$2" -mindepth 1 -delete; }
export -f lose_node return_node wipe_disk
export LOSE_NODE=lose_node RETURN_NODE=return_node WIPE_DISK=wipe_disk
exec scripts/e2e.sh "$@"
