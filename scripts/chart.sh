#!/usr/bin/env bash
# chart.sh crds       copies the resource definitions of crds/ into the chart
# chart.sh goldens    the same, then renders tests/golden/chart/*.values.yaml into *.yaml beside them
# chart.sh template … renders the chart with the arguments of `helm template`
# The renderer is `helm` on the PATH, or a program that understands `template` as it does, named by HELM or found as
# $K8S_HOME/bin/minihelm. Tests read the golden files only, so that nobody needs a renderer to run them.
set -euo pipefail
cd "$(dirname "$0")/.."
chart=charts/objectstore golden=tests/golden/chart

renderer() {
  if [[ -n ${HELM:-} ]]; then echo "$HELM"
  elif command -v helm >/dev/null; then echo helm
  elif [[ -x ${K8S_HOME:-}/bin/minihelm ]]; then echo "$K8S_HOME/bin/minihelm"
  else echo "chart: no helm on the PATH; HELM names another renderer" >&2; exit 1; fi
}

# digest: of all that a rendering depends on. ChartGoldenTests computes the same.
digest() {
  { find "$chart" -type f ! -path "$chart/samples/*" ! -name '*.md'; find "$golden" -name '*.values.yaml'; } | LC_ALL=C sort | while read -r file; do
    printf '%s  %s\n' "$(sha256sum <"$file" | cut -d' ' -f1)" "$file"
  done | sha256sum | cut -d' ' -f1
}

crds() { rm -f "$chart"/files/crds/*.yaml; cp crds/*.yaml "$chart/files/crds/"; }

case ${1:-} in
  crds) crds ;;
  goldens)
    crds
    helm=$(renderer)
    for values in "$golden"/*.values.yaml; do
      name=$(basename "$values" .values.yaml)
      "$helm" template objectstore "$chart" --namespace storage --values "$values" >"$golden/$name.yaml"
    done
    digest >"$golden/sources.sha256"
    echo "chart: $(find "$golden" -name '*.values.yaml' | wc -l) value sets rendered" ;;
  template) helm=$(renderer); exec "$helm" template "${@:2}" ;;
  *) sed -n '2,6p' "$0" | cut -c3- >&2; exit 2 ;;
esac
