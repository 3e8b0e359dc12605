{{- define "objectstore.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "objectstore.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 54 | trimSuffix "-" -}}
{{- else -}}
{{- $name := include "objectstore.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 54 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 54 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "objectstore.operatorName" -}}
{{- printf "%s-operator" (include "objectstore.fullname" .) -}}
{{- end -}}

{{- define "objectstore.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "objectstore.operatorName" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "objectstore.selectorLabels" -}}
app.kubernetes.io/name: {{ include "objectstore.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end -}}

{{- define "objectstore.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "objectstore.selectorLabels" . }}
app.kubernetes.io/part-of: objectstore
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Without the versions, so that a new version of the chart alone restarts nothing. */}}
{{- define "objectstore.podLabels" -}}
{{ include "objectstore.selectorLabels" . }}
app.kubernetes.io/part-of: objectstore
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Annotations of all objects, or nothing. */}}
{{- define "objectstore.annotations" -}}
{{- with .Values.commonAnnotations -}}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}

{{/* (dict "root" $ "image" .Values.image) → registry/repository:tag or @digest */}}
{{- define "objectstore.image" -}}
{{- $registry := default .image.registry .root.Values.global.imageRegistry -}}
{{- $name := ternary (printf "%s/%s" $registry .image.repository) .image.repository (ne $registry "") -}}
{{- if .image.digest -}}
{{- printf "%s@%s" $name .image.digest -}}
{{- else -}}
{{- printf "%s:%s" $name (default .root.Chart.AppVersion .image.tag) -}}
{{- end -}}
{{- end -}}

{{/* What the operator may do in a namespace that it watches. What it made goes with its owner, so that it deletes pods, and what a store has only at times. */}}
{{- define "objectstore.namespacedRules" -}}
- apiGroups: [""]
  resources: [configmaps]
  verbs: [create, delete, get, list, patch, watch]
- apiGroups: [""]
  resources: [pods]
  verbs: [delete, get, list, patch, watch]
- apiGroups: [""]
  resources: [secrets, serviceaccounts, services]
  verbs: [create, get, list, patch, watch]
- apiGroups: ["", events.k8s.io]
  resources: [events]
  verbs: [create, patch]
- apiGroups: [apps]
  resources: [daemonsets, deployments, statefulsets]
  verbs: [create, get, list, patch, watch]
- apiGroups: [autoscaling]
  resources: [horizontalpodautoscalers]
  verbs: [create, delete, get, list, patch, watch]
- apiGroups: [cert-manager.io]
  resources: [certificates]
  verbs: [create, delete, get, patch]
- apiGroups: [gateway.networking.k8s.io]
  resources: [httproutes]
  verbs: [create, delete, get, patch]
- apiGroups: [networking.k8s.io]
  resources: [ingresses, networkpolicies]
  verbs: [create, delete, get, list, patch, watch]
- apiGroups: [objectstore.dev]
  resources: [bucketaccesses, buckets, objectstores, storagepools]
  verbs: [get, list, patch, watch]
- apiGroups: [objectstore.dev]
  resources: [bucketaccesses/finalizers, buckets/finalizers, objectstores/finalizers, storagepools/finalizers]
  verbs: [update]
- apiGroups: [objectstore.dev]
  resources: [bucketaccesses/status, buckets/status, objectstores/status, storagepools/status]
  verbs: [patch]
- apiGroups: [postgresql.cnpg.io]
  resources: [clusters]
  verbs: [create, get, patch]
- apiGroups: [policy]
  resources: [poddisruptionbudgets]
  verbs: [create, delete, get, list, patch, watch]
{{- end -}}
