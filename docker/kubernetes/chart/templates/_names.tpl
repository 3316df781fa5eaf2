{{- define "sluice.labels" -}}
app.kubernetes.io/name: sluice
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sluice.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "sluice.secret" -}}
{{ .Values.existingSecret | default (printf "%s-credentials" .Release.Name) }}
{{- end }}

{{- define "sluice.namespace" -}}
{{- $namespaces := .Values.execute.namespaces | default list }}
{{- if eq (len $namespaces) 1 }}{{ index $namespaces 0 }}{{ else }}*{{ end }}
{{- end }}

{{- define "sluice.port" -}}
{{ hasKey .Values.settings "http.port" | ternary (index .Values.settings "http.port") 8080 | int }}
{{- end }}

{{- define "sluice.keda" -}}
{{ eq (index .Values.settings "executor.actuator" | default "log") "keda" }}
{{- end }}

{{- define "sluice.kedaPort" -}}
{{ hasKey .Values.settings "executor.keda.port" | ternary (index .Values.settings "executor.keda.port") 50051 | int }}
{{- end }}

{{- define "sluice.pod" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
{{- end }}

{{- define "sluice.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "sluice.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "sluice.rules" -}}
{{- if eq (include "sluice.keda" .) "true" }}
- apiGroups: [apps]
  resources: [deployments, statefulsets]
  verbs: [get, list, watch]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch]
{{- else }}
- apiGroups: [apps]
  resources: [deployments, statefulsets]
  verbs: [get, list, watch{{ if or .Values.execute.resize (contains "annotation" (include "sluice.weights" .)) }}, patch{{ end }}]
- apiGroups: [apps]
  resources: [deployments/scale, statefulsets/scale]
  verbs: [patch]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, patch]
{{- if .Values.execute.resize }}
- apiGroups: [""]
  resources: [pods/resize]
  verbs: [patch]
{{- end }}
{{- if contains "configmap" (include "sluice.weights" .) }}
- apiGroups: [""]
  resources: [configmaps]
  verbs: [create, patch]
{{- end }}
{{- end }}
{{- end }}

{{- /* where weights are written in the cluster */}}
{{- define "sluice.weights" -}}
{{- get .Values.settings "executor.kubernetes.weights" }}
{{- end }}
