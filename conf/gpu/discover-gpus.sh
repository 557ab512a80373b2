#!/usr/bin/env bash
#
# Tells Spark which GPUs a worker or executor may give its tasks:
#
#   spark.worker.resource.gpu.discoveryScript    conf/gpu/discover-gpus.sh     (standalone)
#   spark.executor.resource.gpu.discoveryScript  conf/gpu/discover-gpus.sh     (YARN, Kubernetes)
#
# The addresses are CUDA indices, as torch counts them: where CUDA_VISIBLE_DEVICES leaves some GPUs, they count from 0.
# CUDA and nvidia-smi count alike under CUDA_DEVICE_ORDER=PCI_BUS_ID.

set -eu

refuse() {
  printf 'discover-gpus.sh: %s\n' "$1" >&2
  exit 1
}

if [ -n "${CUDA_VISIBLE_DEVICES+set}" ]; then
  # CUDA takes the list up to the first entry that is no device.
  count=0
  IFS=, read -r -a visible <<<"$CUDA_VISIBLE_DEVICES"
  for device in ${visible[@]+"${visible[@]}"}; do
    case ${device// /} in
      '' | -*) break ;;
      *) count=$((count + 1)) ;;
    esac
  done
else
  command -v nvidia-smi >/dev/null || refuse "no nvidia-smi on the PATH: install NVIDIA's driver, or set CUDA_VISIBLE_DEVICES"
  indices=$(nvidia-smi --query-gpu=index --format=csv,noheader) || refuse "nvidia-smi failed: look at what it prints"
  count=$(grep -c '[0-9]' <<<"$indices") || count=0
fi
[ "$count" -gt 0 ] || refuse "there is no GPU here, or CUDA_VISIBLE_DEVICES hides all"

addresses=''
for ((index = 0; index < count; index++)); do
  addresses="$addresses${addresses:+, }\"$index\""
done
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
