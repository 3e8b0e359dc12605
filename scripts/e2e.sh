#!/usr/bin/env bash
# e2e.sh [SCENARIO…]   end-to-end scenarios against the cluster of KUBECONFIG; without SCENARIO all of them, in the order below.
# The last line is "N passed, N failed".
#   install    the chart, a pool, a store, a bucket and an access: all Ready
#   client     an application pod writes and reads with the aws command and the credentials of its namespace
#   settings   settings of buckets and rights of accesses, as applications meet them
#   scale      gateways are scaled up and down under load
#   drain      a Kubernetes node is drained and comes back, under load
#   lose       a Kubernetes node is lost and comes back, under load                       (needs LOSE_NODE, RETURN_NODE)
#   disk       a disk is emptied, as by replacing it, and what was on it is restored      (needs WIPE_DISK)
#   upgrade    the pool's and the gateways' pods are replaced, under load
#   pools      a second pool on the same Kubernetes nodes: objects of its class lie there, and it stays
#   thousand   1,000 Buckets are applied at once
#   uninstall  the resources and the release are deleted; what Retain keeps is there again after another install
# Settings (environment):
#   NAMESPACE=objectstore-e2e  REGISTRY=ghcr.io/objectstore TAG=…  images, present in the cluster: operator gateway node s3-client (and POSTGRES_IMAGE)
#   POSTGRES_IMAGE=docker.io/library/postgres:17  STORAGE_CLASS=   class of the index's volume; empty for the cluster's default
#   DISKS="/var/lib/objectstore/disk-1 /var/lib/objectstore/disk-2"  directories of every worker node that may be filled
#   COLD_DISKS=/var/lib/objectstore/cold-1 COLD_PROFILE=1+2   of the second pool
#   PROFILE=4+2  LOSE_NODE, RETURN_NODE, WIPE_DISK  commands that get the name of a node (and the path of a disk) as arguments
set -uo pipefail
cd "$(dirname "$0")/.."

NAMESPACE=${NAMESPACE:-objectstore-e2e}
REGISTRY=${REGISTRY:-ghcr.io/objectstore}
TAG=${TAG:-$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)}
POSTGRES_IMAGE=${POSTGRES_IMAGE:-docker.io/library/postgres:17}
DISKS=${DISKS:-/var/lib/objectstore/disk-1 /var/lib/objectstore/disk-2}
PROFILE=${PROFILE:-4+2}
COLD_DISKS=${COLD_DISKS:-/var/lib/objectstore/cold-1}
COLD_PROFILE=${COLD_PROFILE:-1+2}
named_pools=default
report=artifacts/e2e
mkdir -p "$report"

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }
fail() { say "FAILED: $*" >&2; return 1; }
k() { kubectl -n "$NAMESPACE" "$@"; }

# until_true SECONDS WHAT COMMAND…
until_true() {
  local seconds=$1 what=$2 end=$((SECONDS + $1)); shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || { fail "$what: not within $seconds s"; return; }
    sleep 1
  done
}

ready() { k wait --for=condition=Ready --timeout="${2:-180}s" "$1" >/dev/null || { k get "$1" -o yaml | sed -n '/^status:/,$p' >&2; fail "$1 is not Ready"; }; }
# jsonpath KIND/NAME PATH
field() { k get "$1" -o "jsonpath={$2}"; }

# ---- what is installed
release() {
  local values=(--namespace "$NAMESPACE" --set-string "image.registry=${REGISTRY%%/*},image.repository=${REGISTRY#*/}/operator,image.tag=$TAG"
    --set-string "gatewayImage.registry=${REGISTRY%%/*},gatewayImage.repository=${REGISTRY#*/}/gateway,gatewayImage.tag=$TAG"
    --set-string "nodeImage.registry=${REGISTRY%%/*},nodeImage.repository=${REGISTRY#*/}/node,nodeImage.tag=$TAG"
    --set-string "postgresImage.registry=${POSTGRES_IMAGE%%/*},postgresImage.repository=$(p=${POSTGRES_IMAGE#*/}; echo "${p%:*}"),postgresImage.tag=${POSTGRES_IMAGE##*:}" "$@")
  if command -v helm >/dev/null; then
    helm upgrade --install objectstore charts/objectstore "${values[@]}"
  else
    scripts/chart.sh template objectstore charts/objectstore "${values[@]}" | kubectl apply --server-side --force-conflicts -n "$NAMESPACE" -f -
  fi
}

unrelease() {
  if command -v helm >/dev/null; then
    helm uninstall objectstore --namespace "$NAMESPACE"
  else
    scripts/chart.sh template objectstore charts/objectstore --namespace "$NAMESPACE" --set crds.enabled=false | kubectl delete --ignore-not-found -n "$NAMESPACE" -f -
  fi
}

# storage_pool NAME PROFILE DISKS [FIELD: VALUE …]
storage_pool() {
  local disk
  cat <<Y
apiVersion: objectstore.dev/v1alpha1
kind: StoragePool
metadata: {name: $1}
spec:
  erasureProfile: $2
  repair: {downOutSeconds: 60}
Y
  (($# > 3)) && printf '  %s\n' "${@:4}"
  printf '  devices:\n    hostPaths:\n'
  for disk in $3; do echo "    - path: $disk"; done
  echo ---
}
# pool: all pools of the store.
pool() {
  storage_pool default "$PROFILE" "$DISKS"
  [[ $named_pools != *cold* ]] || storage_pool cold "$COLD_PROFILE" "$COLD_DISKS" 'storageClassName: STANDARD_IA'
}
pool_list() { jq -Rc 'split(" ") | map({name: .})' <<<"$named_pools"; }

store() {
  cat <<Y
apiVersion: objectstore.dev/v1alpha1
kind: ObjectStore
metadata: {name: main}
spec:
  pools: $(pool_list)
  gateway: {replicas: ${1:-2}}
  index:
    bundled: {storage: 1Gi${STORAGE_CLASS:+, storageClassName: $STORAGE_CLASS}}
Y
}

# bucket NAME [FIELD: VALUE …]
bucket() { printf 'apiVersion: objectstore.dev/v1alpha1\nkind: Bucket\nmetadata: {name: %s}\nspec:\n  storeRef: {name: main}\n' "$1"; shift; (($#)) && printf '  %s\n' "$@"; echo ---; }
access() { printf 'apiVersion: objectstore.dev/v1alpha1\nkind: BucketAccess\nmetadata: {name: %s}\nspec:\n  bucketRefs: [{name: %s}]\n---\n' "$1" "$1"; }

# run POD SECRET SCRIPT: an application with an S3 client to its end; prints its log.
run() {
  k delete pod "$1" --ignore-not-found --now >/dev/null
  k apply -f - >/dev/null <<Y
apiVersion: v1
kind: Pod
metadata: {name: $1}
spec:
  restartPolicy: Never
  terminationGracePeriodSeconds: 5
  automountServiceAccountToken: false
  securityContext: {runAsNonRoot: true, runAsUser: 65532, fsGroup: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: client
    image: $REGISTRY/s3-client:$TAG
    command: [bash, -euo, pipefail, -c, $(jq -Rs . <<<"trap 'echo \"failed: \$BASH_COMMAND\"' ERR; $3")]
    envFrom: [{secretRef: {name: $2}}]
    env: [{name: HOME, value: /work}]
    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
    volumeMounts: [{name: work, mountPath: /work}]
  volumes: [{name: work, emptyDir: {}}]
Y
  [[ ${4:-wait} == wait ]] || return 0
  until_true "${5:-180}" "pod $1" ended "$1"
  k logs "$1"
  [[ $(field "pod/$1" .status.phase) == Succeeded ]] || fail "pod $1 ended with $(field "pod/$1" .status.phase)"
}
ended() { [[ $(field "pod/$1" .status.phase) =~ ^(Succeeded|Failed)$ ]]; }

# ---- load: writes and reads objects until it is told to stop, and says at the end what failed.
load_start() {
  k delete pod load --ignore-not-found --now >/dev/null
  k create configmap load --from-file=load.py=tests/e2e/load.py --dry-run=client -o yaml | k apply -f - >/dev/null
  k apply -f - >/dev/null <<Y
apiVersion: v1
kind: Pod
metadata: {name: load}
spec:
  restartPolicy: Never
  automountServiceAccountToken: false
  ${1:+nodeName: $1}
  securityContext: {runAsNonRoot: true, runAsUser: 65532, seccompProfile: {type: RuntimeDefault}}
  containers:
  - name: load
    image: $REGISTRY/s3-client:$TAG
    command: [python3, -u, /load/load.py]
    envFrom: [{secretRef: {name: photos}}]
    securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
    volumeMounts: [{name: load, mountPath: /load}]
  volumes: [{name: load, configMap: {name: load}}]
Y
  until_true 90 "load" load_runs
}
load_runs() { [[ $(k logs load 2>/dev/null) == *running* ]]; }

# load_stop: the last line of the log is "OBJECTS written, REQUESTS requests, N failed, N retried".
load_stop() {
  k exec load -- touch /tmp/stop >/dev/null
  until_true 120 "load to end" ended load
  k logs load | tail -n 12 >"$report/load.log"
  say "load: $(tail -n 1 "$report/load.log")"
  [[ $(tail -n 1 "$report/load.log") == *" 0 failed"* ]] || { cat "$report/load.log" >&2; fail "requests failed"; }
}

storage_nodes() { k get pods -l app.kubernetes.io/component=node --field-selector=status.phase=Running -o 'jsonpath={range .items[*]}{.spec.nodeName}{"\n"}{end}'; }
redundant() { [[ $(field storagepool/default '.status.conditions[?(@.type=="Redundant")].status') == True && $(field storagepool/default '.status.conditions[?(@.type=="Ready")].status') == True ]]; }
# A Kubernetes node with storage that runs neither the index nor the load nor the operator: losing those has other consequences.
victim() {
  local busy
  busy=$(k get pods -l app.kubernetes.io/component!=node --field-selector=status.phase=Running -o 'jsonpath={range .items[*]}{.metadata.labels.app\.kubernetes\.io/component} {.spec.nodeName}{"\n"}{end}' | grep -v '^gateway ' | cut -d' ' -f2)
  storage_nodes | grep -vxF "$busy" | head -n 1
}

# ---- scenarios
install() {
  kubectl create namespace "$NAMESPACE" --dry-run=client -o yaml | kubectl apply -f - >/dev/null
  kubectl label namespace "$NAMESPACE" --overwrite pod-security.kubernetes.io/enforce=privileged >/dev/null
  local began=$SECONDS
  release >"$report/install.log" 2>&1 || { tail "$report/install.log"; fail "the chart cannot be installed"; return; }
  { pool; store; echo ---; bucket photos; access photos; } | k apply -f - >/dev/null || return
  ready storagepool/default 240 && ready objectstore/main && ready bucket/photos && ready bucketaccess/photos || return
  say "all Ready $((SECONDS - began)) s after the installation began"
  run first photos 'echo first | aws s3 cp - "s3://$BUCKET_NAME/first"' || return
  say "first object after $((SECONDS - began)) s"
  k get storagepools,objectstores,buckets,bucketaccesses
}

client() {
  run client photos '
    cd /work
    head -c 20000000 /dev/urandom >large; echo hello >small
    aws s3 cp --quiet large "s3://$BUCKET_NAME/large"; aws s3 cp --quiet small "s3://$BUCKET_NAME/folder/small"
    aws s3 ls --recursive "s3://$BUCKET_NAME/"
    aws s3 cp --quiet "s3://$BUCKET_NAME/large" copy; cmp large copy
    [[ $(aws s3 cp "s3://$BUCKET_NAME/folder/small" -) == hello ]]
    aws s3 rm "s3://$BUCKET_NAME/folder/small"
    if aws s3 cp "s3://$BUCKET_NAME/folder/small" - 2>/dev/null; then echo "a deleted object is there"; exit 1; fi
    if aws s3 mb s3://not-allowed-here 2>/dev/null; then echo "a bucket of somebody else was made"; exit 1; fi
    echo "client: all as expected"'
}

settings() {
  {
    bucket strict 'versioning: Enabled' 'encryption: {algorithm: AES256}' 'tags: {team: a}' \
      'lifecycle: [{abortIncompleteMultipartUpload: {daysAfterInitiation: 7}}]' \
      'policy: '\''{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:DeleteObjectVersion","Resource":"arn:aws:s3:::strict/*"}]}'\'
    access strict
    printf 'apiVersion: objectstore.dev/v1alpha1\nkind: BucketAccess\nmetadata: {name: reader}\nspec: {bucketRefs: [{name: strict}], permission: ReadOnly, prefix: shown/}\n'
  } | k apply -f - >/dev/null || return
  ready bucket/strict && ready bucketaccess/strict && ready bucketaccess/reader || return
  run writer strict '
    api() { aws s3api "$@" --bucket "$BUCKET_NAME" --output text; }
    echo one | aws s3 cp --quiet - "s3://$BUCKET_NAME/shown/a"; echo two | aws s3 cp --quiet - "s3://$BUCKET_NAME/shown/a"; echo three | aws s3 cp --quiet - "s3://$BUCKET_NAME/hidden"
    [[ $(api head-object --key shown/a --query ServerSideEncryption) == AES256 ]]
    versions=$(api list-object-versions --prefix shown/a --query "Versions[].VersionId"); (($(wc -w <<<"$versions") >= 2))
    api delete-object --key shown/a >/dev/null
    if api delete-object --key shown/a --version-id ${versions%%[[:space:]]*} 2>/dev/null; then echo "a policy of the bucket is not obeyed"; exit 1; fi
    api copy-object --key shown/a --copy-source "$BUCKET_NAME/shown/a?versionId=${versions%%[[:space:]]*}" >/dev/null
    echo "writer: all as expected"' || return
  run reader reader '
    [[ $(aws s3 cp "s3://$BUCKET_NAME/shown/a" -) == two ]]
    if aws s3 cp "s3://$BUCKET_NAME/hidden" - 2>/dev/null; then echo "what is outside of the prefix can be read"; exit 1; fi
    if echo x | aws s3 cp --quiet - "s3://$BUCKET_NAME/shown/b" 2>/dev/null; then echo "a reader can write"; exit 1; fi
    echo "reader: all as expected"' || return
  k delete pod writer reader --now >/dev/null
  k delete bucketaccess strict reader >/dev/null
  k patch bucket strict --type merge -p '{"spec":{"deletionPolicy":"Delete","forceDelete":true}}' >/dev/null
  timeout 120 kubectl -n "$NAMESPACE" delete bucket strict >/dev/null || fail "the bucket cannot be deleted"
}

scale() {
  load_start || return
  k patch objectstore main --type merge -p '{"spec":{"gateway":{"replicas":4}}}' >/dev/null
  local outcome=0
  until_true 120 "four gateways" gateways 4 || outcome=1
  sleep 5
  k patch objectstore main --type merge -p '{"spec":{"gateway":{"replicas":2}}}' >/dev/null
  until_true 180 "two gateways" gateways 2 || outcome=1
  load_stop && return "$outcome"
}
gateways() { [[ $(field deployment/main-gateway .status.readyReplicas) == "$1" && $(k get pods -l app.kubernetes.io/component=gateway -o name | wc -l) == "$1" ]]; }

drain() {
  local node
  until_true 600 "full redundancy" redundant || return
  node=$(victim); [[ -n $node ]] || { fail "no node to drain"; return; }
  kubectl cordon "$node" >/dev/null # so that the load starts elsewhere
  load_start || { kubectl uncordon "$node"; return 1; }
  say "draining $node"
  kubectl drain "$node" --ignore-daemonsets --delete-emptydir-data --force --timeout=180s >"$report/drain.log" 2>&1 || { tail -n 3 "$report/drain.log"; kubectl uncordon "$node" >/dev/null; load_stop; fail "the drain did not end"; return; }
  sleep 5
  kubectl uncordon "$node" >/dev/null
  load_stop && until_true 240 "full redundancy after the drain" redundant
}

lose() {
  local node
  until_true 600 "full redundancy" redundant || return
  node=$(victim); [[ -n $node ]] || { fail "no node to lose"; return; }
  kubectl cordon "$node" >/dev/null # so that the load starts elsewhere
  load_start || { kubectl uncordon "$node"; return 1; }
  say "losing $node"
  $LOSE_NODE "$node" >/dev/null
  until_true 120 "the loss to be noticed" reduced || { $RETURN_NODE "$node" >/dev/null; kubectl uncordon "$node" >/dev/null; return 1; }
  sleep 15
  say "returning $node"
  $RETURN_NODE "$node" >/dev/null
  kubectl uncordon "$node" >/dev/null
  load_stop && until_true 300 "full redundancy after the return" redundant
}
reduced() { [[ $(field storagepool/default .status.devices.active) -lt $(($(wc -w <<<"$DISKS") * $(k get pods -l objectstore.dev/pool=default -o name | wc -l))) ]]; }

disk() {
  local node disk devices
  until_true 600 "full redundancy" redundant || return
  node=$(storage_nodes | head -n 1) disk=$(cut -d' ' -f1 <<<"$DISKS")
  run before photos 'for i in $(seq 5); do head -c 3000000 /dev/urandom >/work/$i; sha256sum /work/$i; aws s3 cp --quiet /work/$i "s3://$BUCKET_NAME/disk/$i"; done' >"$report/disk-before" || return
  devices=$(field storagepool/default .status.devices.active)
  say "emptying $disk on $node"
  $WIPE_DISK "$node" "$disk" >/dev/null
  k delete pod -l app.kubernetes.io/component=node --field-selector="spec.nodeName=$node" >/dev/null
  # A new disk is empty; here the process that ended has left its last files.
  $WIPE_DISK "$node" "$disk" >/dev/null
  until_true 120 "the new device" new_device || return
  until_true 600 "full redundancy on the new disk" redundant || return
  run after photos 'for i in $(seq 5); do aws s3 cp --quiet "s3://$BUCKET_NAME/disk/$i" /work/$i; sha256sum /work/$i; done' >"$report/disk-after" || return
  cmp "$report/disk-before" "$report/disk-after"
}

new_device() { (($(field storagepool/default .status.devices.active) + $(field storagepool/default .status.devices.suspect) + $(field storagepool/default .status.devices.down) + $(field storagepool/default .status.devices.out) > devices)); }

upgrade() {
  local before
  until_true 600 "full redundancy" redundant || return
  before=$(k get pods -l 'app.kubernetes.io/component in (node,gateway)' -o 'jsonpath={.items[*].metadata.uid}')
  load_start || return
  # A change of the templates replaces pods in the same way as a new version does.
  k patch $(k get storagepools -o name) --type merge -p '{"spec":{"resources":{"requests":{"memory":"'$((64 + RANDOM % 32))'Mi"}}}}' >/dev/null
  k patch objectstore main --type merge -p '{"spec":{"gateway":{"resources":{"requests":{"memory":"'$((64 + RANDOM % 32))'Mi"}}}}}' >/dev/null
  local outcome=0
  until_true 600 "all pods to be replaced" replaced "$before" || outcome=1
  until_true 240 "full redundancy after the upgrade" redundant || outcome=1
  load_stop && return "$outcome"
}
replaced() {
  local uid now
  now=$(k get pods -l 'app.kubernetes.io/component in (node,gateway)' -o 'jsonpath={.items[*].metadata.uid}')
  for uid in $1; do [[ $now != *"$uid"* ]] || return 1; done
  [[ $(k get pods -l 'app.kubernetes.io/component in (node,gateway)' -o 'jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}') != *False* ]]
}

pools() {
  local before after devices
  until_true 600 "full redundancy" redundant || return
  named_pools="default cold"
  pool | k apply -f - >/dev/null || return
  k patch objectstore main --type merge -p "{\"spec\":{\"pools\":$(pool_list)}}" >/dev/null
  ready storagepool/cold 240 || return
  until_true 60 "the class" offers STANDARD_IA cold || return
  until_true 240 "gateways that offer the class" rolled_out || return
  before=$(field storagepool/cold .status.capacity.usedBytes)
  run tiers photos '
    api() { aws s3api "$@" --bucket "$BUCKET_NAME" --output text; }
    head -c 6000000 /dev/urandom >/work/cold
    aws s3 cp --quiet --storage-class STANDARD_IA /work/cold "s3://$BUCKET_NAME/cold"
    [[ $(api head-object --key cold --query StorageClass) == STANDARD_IA ]]
    aws s3 cp --quiet "s3://$BUCKET_NAME/cold" /work/back; cmp /work/cold /work/back
    if api put-object --key no --storage-class GLACIER_IR --body /work/cold 2>/work/error; then echo "a class that is not offered is taken"; exit 1; fi
    grep -q InvalidStorageClass /work/error
    echo "tiers: all as expected"' || return
  until_true 120 "the bytes in the pool" holds cold $((${before:-0} + 3 * 6000000)) || return
  devices=$(field storagepool/cold .status.devices.active)
  say "cold: ${before:-0} bytes before and $(field storagepool/cold .status.capacity.usedBytes) after, $devices devices, zones spare $(field storagepool/cold .status.faultTolerance.zones)"
  [[ $devices == $(($(wc -w <<<"$COLD_DISKS") * $(k get pods -l objectstore.dev/pool=cold -o name | wc -l))) && $(field storagepool/cold .status.faultTolerance.zones) -ge 1 ]] || { fail "the status of the pool is not right"; return; }

  # A pool with data stays, whatever the spec says, and so does what lies there.
  k patch objectstore main --type merge -p '{"spec":{"pools":[{"name":"default"}]}}' >/dev/null
  until_true 60 "the pool to be kept" keeps || return
  run kept-tier photos 'aws s3 cp --quiet "s3://$BUCKET_NAME/cold" /work/back; [[ $(stat -c %s /work/back) == 6000000 ]]' || return
  k patch objectstore main --type merge -p "{\"spec\":{\"pools\":$(pool_list)}}" >/dev/null
  k delete pod tiers kept-tier --now >/dev/null
  until_true 60 "the spec to be followed" accepted
}
offers() { [[ $(field objectstore/main ".status.storageClasses[?(@.name==\"$1\")].pool") == "$2" ]]; }
holds() { (($(field "storagepool/$1" .status.capacity.usedBytes) >= $2)); }
rolled_out() { k rollout status deployment/main-gateway --timeout=5s; }
keeps() { [[ $(field objectstore/main '.status.conditions[?(@.type=="Accepted")].reason') == PoolHoldsData ]]; }
accepted() { [[ $(field objectstore/main '.status.conditions[?(@.type=="Accepted")].status') == True ]]; }

thousand() {
  local i began
  for i in $(seq 1000); do bucket "many-$i" "deletionPolicy: Delete"; done >"$report/thousand.yaml"
  began=$SECONDS
  k apply --server-side -f "$report/thousand.yaml" >/dev/null || return
  say "applied in $((SECONDS - began)) s"
  until_true 240 "1,000 buckets" many_ready 1000 || { say "$(many) are Ready"; return 1; }
  say "1,000 buckets are Ready $((SECONDS - began)) s after the first was applied"
  began=$SECONDS
  k delete -f "$report/thousand.yaml" --wait=false >/dev/null
  until_true 240 "1,000 buckets to be gone" many_ready 0 && say "deleted in $((SECONDS - began)) s"
}
many() { k get buckets -o 'jsonpath={range .items[*]}{.metadata.name} {.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -c '^many-.* True$'; }
many_ready() { [[ $(many) == "$1" ]]; }

uninstall() {
  run keep photos 'echo kept | aws s3 cp - "s3://$BUCKET_NAME/kept"' || return
  k delete pod --field-selector=status.phase!=Running >/dev/null
  k delete pod load first client before after keep --ignore-not-found --now >/dev/null
  timeout 240 kubectl -n "$NAMESPACE" delete bucketaccess,bucket,objectstore,storagepool --all || { fail "the resources cannot be deleted"; return; }
  unrelease >/dev/null 2>&1
  until_true 120 "pods to end" no_pods || return
  say "left over: $(k get all,secrets,configmaps,persistentvolumeclaims -o name | grep -v kube-root-ca | tr '\n' ' ')"
  release >"$report/install.log" 2>&1 && { pool; store; echo ---; bucket photos "adopt: true"; access photos; } | k apply -f - >/dev/null || return
  ready storagepool/default 240 && ready objectstore/main && ready bucket/photos && ready bucketaccess/photos || return
  [[ $(run kept photos 'aws s3 cp "s3://$BUCKET_NAME/kept" -') == kept ]] || fail "what was written before is not there"
}
no_pods() { [[ -z $(k get pods -o name) ]]; }

# A block is read whole before it runs, so that this file may change meanwhile.
{
(($#)) || set -- install client settings scale drain ${LOSE_NODE:+lose} ${WIPE_DISK:+disk} upgrade pools thousand uninstall
passed=0 failed=0
for scenario; do
  say "=== $scenario"
  began=$SECONDS
  if "$scenario"; then
    passed=$((passed + 1)); say "passed $scenario ($((SECONDS - began)) s)"
  else
    failed=$((failed + 1)); say "FAILED $scenario ($((SECONDS - began)) s)"
    { k get all,events,storagepools,objectstores,buckets,bucketaccesses -o wide | head -n 300; k logs deployment/objectstore-operator --tail=200; } >"$report/$scenario.log" 2>&1
  fi
done
echo "$passed passed, $failed failed"
((failed == 0))
exit
}
