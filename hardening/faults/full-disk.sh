# Encodes to a disk of 64 KiB, before and after it is full, in a mount namespace of its own; prints four lines of results.
# Arguments: mount point, node, akm's script, picture. Exits with 77 where there can be no such namespace.
set -u
if [ -z "${INSIDE:-}" ]; then
  flags=-m
  [ "$(id -u)" = 0 ] || flags=-rm
  unshare $flags true 2>/dev/null || { echo "no mount namespace" >&2; exit 77; }
  INSIDE=1 exec unshare $flags sh "$0" "$@"
fi
disk=$1 node=$2 main=$3 picture=$4
mount -t tmpfs -o size=64k akm "$disk" 2>/dev/null || { echo "no tmpfs can be mounted" >&2; exit 77; }
"$node" "$main" encode "$picture" -q -e 1 -o "$disk/out.akm"
echo "other=$?"
sum=$(cksum < "$disk/out.akm")
dd if=/dev/zero of="$disk/filler" bs=1k count=64 2>/dev/null
"$node" "$main" encode "$picture" -q -e 1 -o "$disk/out.akm" --force
echo "full=$?"
[ "$(cksum < "$disk/out.akm")" = "$sum" ] && echo "old=same" || echo "old=changed"
echo "left=$(ls -A "$disk" | grep -c akm-tmp)"
