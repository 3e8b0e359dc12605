#!/usr/bin/env bash
# master-key.sh FILE   makes a file with one new master key for encryption, readable by its owner alone; a file that is there stays as it is.
set -euo pipefail
file=$1
[[ ! -e $file ]] || exit 0
mkdir -p "$(dirname "$file")"
umask 077
draft=$(mktemp "$file.XXXXXX")
echo "k$(date +%Y%m%d): $(head -c 32 /dev/urandom | base64)" >"$draft"

# Whole or not at all, and never in the place of another that was made meanwhile.
ln "$draft" "$file" 2>/dev/null || [[ -e $file ]]
rm "$draft"
